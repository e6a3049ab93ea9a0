/** Control characters, the line ends of Unicode, and what changes the direction of the text that follows. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Writes as in JSON what a terminal would act on, line ends included: text from outside stays on its line. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/** Does the same for a text of several lines. Those after the first are indented, so that none looks like one of its own. */
export function escapeControlsInLines(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 || line.startsWith('  ') ? line : `  ${line}`))
    .map(escapeControls)
    .join('\n');
}

function escaped(character: string): string {
  const text = JSON.stringify(character).slice(1, -1);
  return text === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : text;
}

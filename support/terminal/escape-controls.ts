/** Control characters, Unicode line breaks, and bidirectional controls. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Escapes, as in JSON, every character that a terminal would act on, including line breaks. Text from outside then stays
 * on its line.
 */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, escaped);
}

/** Escapes each line of a text. Indents the lines after the first, so that none looks like a separate log line. */
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

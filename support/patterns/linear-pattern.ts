import { ownValue } from '../records/own-value.ts';

const POSIX: Readonly<Record<string, string>> = {
  Lower: 'lower',
  Upper: 'upper',
  ASCII: 'ascii',
  Alpha: 'alpha',
  Digit: 'digit',
  Alnum: 'alnum',
  Punct: 'punct',
  Graph: 'graph',
  Print: 'print',
  Blank: 'blank',
  Cntrl: 'cntrl',
  XDigit: 'xdigit',
  Space: 'space',
};

/**
 * Converts a Java pattern for the linear-time engine: `\p{Alpha}` becomes `[[:alpha:]]`. Returns undefined if the
 * pattern uses features that the engine lacks or would interpret differently: look-around, back-references, possessive
 * quantifiers, unions and intersections of classes.
 */
export function fromJavaPattern(pattern: string): string | undefined {
  let translated = '';
  let inClass = false;
  let position = 0;
  // In the linear engine, the flag `U` swaps greediness, and `d` and `x` are unknown.
  if (/\(\?[a-zA-Z-]*[Udx]/.test(pattern)) return undefined;
  while (position < pattern.length) {
    const rest = pattern.slice(position, position + 16);
    const token =
      /^\\Q|^\\[pP]\{\w+\}|^\\./s.exec(rest)?.[0] ??
      /^&&|^\(\?<?[=!]|^\(\?>|^[*+?}]\+|^./s.exec(rest)?.[0] ??
      '';
    if (token === '\\Q') {
      const end = pattern.indexOf('\\E', position);
      const quoted = pattern.slice(position, end === -1 ? pattern.length : end + 2);
      translated += quoted;
      position += quoted.length;
      continue;
    }
    const inClassOnly = token === '&&' || token === '[';
    if (isReadOtherwise(token) || (inClass ? inClassOnly : isBeyondLinearTime(token))) return undefined;
    if (token === '[') inClass = true;
    else if (token === ']' && !isFirstInClass(translated)) inClass = false;
    translated += translatedClass(token, inClass);
    position += token.length;
  }
  return translated;
}

function isBeyondLinearTime(token: string): boolean {
  return /^(?:\(\?<?[=!]|\(\?>|\\[1-9k]|[*+?}]\+)$/.test(token);
}

/** Whether the token is an escape that only Java has, or that the engine interprets more narrowly than Java. */
function isReadOtherwise(token: string): boolean {
  return /^\\[hHvVRZGXNe0cu]$/.test(token);
}

function isFirstInClass(translated: string): boolean {
  return /(?:^|[^\\])\[\^?$/.test(translated);
}

function translatedClass(token: string, inClass: boolean): string {
  const name = /^\\[pP]\{(\w+)\}$/.exec(token)?.[1] ?? '';
  const posix = ownValue(POSIX, name);
  if (posix === undefined) return token;
  const negation = token.startsWith('\\P') ? '^' : '';
  return inClass ? `[:${negation}${posix}:]` : `[[:${negation}${posix}:]]`;
}

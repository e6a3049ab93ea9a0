/** Writes properties in Java's format, sorted by key. Characters other than printable ASCII are escaped. */
export function propertiesText(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${escaped(key, /[ \t\f=:#!\\]/g)}=${escaped(value, /^[ \t\f]|\\/g)}\n`)
    .join('');
}

/** Reads properties in Java's format. The last value of a key wins. */
export function parseProperties(text: string): Record<string, string> {
  const properties: [string, string][] = [];
  for (const line of logicalLines(text)) {
    const key = /^(?:\\.|[^\\=: \t\f])*/su.exec(line)?.[0] ?? '';
    const value = line.slice(key.length).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
    properties.push([unescaped(key), unescaped(value)]);
  }
  return Object.fromEntries(properties);
}

/** Joins lines that end in an odd number of backslashes with the next, and drops blank lines and comments. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const written of text.split(/\r\n|\r|\n/)) {
    const line = written.replace(/^[ \t\f]+/, '');
    if (open === undefined && (line === '' || /^[#!]/.test(line))) continue;
    const whole = (open ?? '') + line;
    open = backslashesAtEnd(line) % 2 === 1 ? whole.slice(0, -1) : undefined;
    if (open === undefined) lines.push(whole);
  }
  if (open !== undefined) lines.push(open);
  return lines;
}

function backslashesAtEnd(line: string): number {
  let count = 0;
  while (line[line.length - 1 - count] === '\\') count += 1;
  return count;
}

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

function escaped(text: string, special: RegExp): string {
  return text
    .replace(special, (character) => `\\${character === '\t' ? 't' : character === '\f' ? 'f' : character}`)
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, unit: string | undefined, character: string) =>
    unit === undefined ? (NAMED[character] ?? character) : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

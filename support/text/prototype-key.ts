/**
 * Returns the path of the first object key `__proto__` in parsed JSON, such as `options.__proto__`; undefined if there
 * is none. Schemas drop such a key without an error. `text` is the JSON text: the value is searched only if the text
 * may contain the key.
 */
export function prototypeKeyPath(text: string, value: unknown): string | undefined {
  // A key may contain escapes, such as `\u005f` for `_`.
  const mayHaveKey = text.includes('__proto__') || text.includes('\\u00');
  return mayHaveKey ? pathIn(value, '') : undefined;
}

function pathIn(value: unknown, prefix: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const path = Array.isArray(value) ? `${prefix}[${key}]` : prefix === '' ? key : `${prefix}.${key}`;
    const found = key === '__proto__' ? path : pathIn(member, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

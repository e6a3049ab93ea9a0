/** JSON text that no JavaScript value serializes to, such as `1e999`, or that would take much memory as a value. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object as pairs, so that a key can be repeated and can be `__proto__`. */
export class Members {
  readonly pairs: readonly (readonly [key: string, value: unknown])[];

  constructor(pairs: readonly (readonly [key: string, value: unknown])[]) {
    this.pairs = pairs;
  }
}

/** In a string, represents two bytes that are not valid UTF-8; {@link utf8Bytes} writes them. */
export const INVALID_UTF8 = '\ue000';

/** Serializes a value like JSON.stringify, and supports {@link RawJson} and {@link Members}. */
export function jsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (value instanceof Members) return membersText(value.pairs);
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return membersText(Object.entries(value).filter(([, member]) => member !== undefined));
  return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? 'null');
}

function membersText(pairs: Members['pairs']): string {
  return `{${pairs.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(',')}}`;
}

/** Returns the bytes of a text, with invalid UTF-8 in place of each {@link INVALID_UTF8}. */
export function utf8Bytes(text: string): Buffer {
  const parts = text.split(INVALID_UTF8).map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [BROKEN, part])));
}

const BROKEN = Buffer.from([0xc3, 0x28]);

/**
 * Limits of the data that an operation may capture: total bytes of all keys and values, bytes of one key, and number of
 * keys.
 */
export const CAPTURE_LIMITS = { bytes: 64 * 1024, keyBytes: 1024, keys: 1000 } as const;

/** Data that log filters captured from the output of one operation: the last value of each key, within bounds. */
export class CapturedData {
  readonly #values = new Map<string, string>();
  #bytes = 0;

  /** Stores a value. Returns false if it does not fit within the limits. */
  capture(key: string, value: string): boolean {
    const before = this.#values.get(key);
    if (before === undefined && this.#values.size >= CAPTURE_LIMITS.keys) return false;
    if (Buffer.byteLength(key) > CAPTURE_LIMITS.keyBytes) return false;
    const bytes = this.#bytes - (before === undefined ? 0 : sizeOf(key, before)) + sizeOf(key, value);
    if (bytes > CAPTURE_LIMITS.bytes) return false;
    this.#values.set(key, value);
    this.#bytes = bytes;
    return true;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }
}

/** Returns the total size of all keys and values, in bytes. */
export function capturedBytes(data: Readonly<Record<string, string>>): number {
  return Object.entries(data).reduce((sum, [key, value]) => sum + sizeOf(key, value), 0);
}

function sizeOf(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}

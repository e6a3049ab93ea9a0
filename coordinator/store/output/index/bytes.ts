/** Returns a `Buffer` on the same memory, because `Buffer` has native searches, unlike `Uint8Array`. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const LF = 10;
export const CR = 13;

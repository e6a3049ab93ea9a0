/** A `Buffer` on the same memory: its searches are native, those of `Uint8Array` are not. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const LF = 10;
export const CR = 13;

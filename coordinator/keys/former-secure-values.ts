import { createDecipheriv } from 'node:crypto';

/** First byte of each file of the former format: nonce, tag and ciphertext follow. */
export const FORMER_FORMAT = 1;
/** The file beside them that held their key. */
export const FORMER_KEY_FILE = 'key';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a file of the former format holds. Throws where it was changed, or another key wrote it. */
export function openFormer(bytes: Uint8Array, context: string, key: Uint8Array): string {
  const textAt = 1 + NONCE_BYTES + TAG_BYTES;
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, textAt));
  return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]).toString('utf8');
}

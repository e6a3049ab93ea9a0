import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';
import type { MasterKey, MasterKeys } from './master-keys.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The stored form of a sealed key: JSON with the bytes in base64. */
const SealedKey = z.object({
  format: z.literal(1),
  masterKey: z.string(),
  nonce: z.string(),
  tag: z.string(),
  data: z.string(),
});

/** Seals content with a master key. The result is bound to the path: it cannot be opened at another path. */
export function sealKey(content: string, path: string, key: MasterKey): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.secret, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(contextOf(path));
  const data = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  const sealed: z.infer<typeof SealedKey> = {
    format: 1,
    masterKey: key.id,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
  return JSON.stringify(sealed);
}

/** Opens a sealed key. Throws `key-unreadable` if the master key is missing, or if the sealed content was changed. */
export function openKey(text: string, path: string, keys: MasterKeys): string {
  const sealed = SealedKey.safeParse(parsedJson(text));
  if (!sealed.success) throw unreadable(path, 'its format is unknown');
  const { masterKey, nonce, tag, data } = sealed.data;
  const key = keys.byId.get(masterKey);
  if (key === undefined) throw unreadable(path, `the master key ${masterKey} is missing`);
  try {
    const decipher = createDecipheriv(CIPHER, key.secret, Buffer.from(nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(contextOf(path));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    const content = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]);
    return content.toString('utf8');
  } catch {
    throw unreadable(path, 'it was changed since it was sealed');
  }
}

/** Returns the id of the master key that sealed the content; undefined if the content is not sealed. */
export function sealedBy(text: string): string | undefined {
  return SealedKey.safeParse(parsedJson(text)).data?.masterKey;
}

function contextOf(path: string): Uint8Array {
  return Buffer.from(`outrunner key ${path}`);
}

function unreadable(path: string, problem: string): OutrunnerError {
  return new OutrunnerError('key-unreadable', { path, problem });
}

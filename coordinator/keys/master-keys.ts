import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

export const MASTER_KEY_BYTES = 32;

export interface MasterKey {
  /** Identifies the master key without revealing it. */
  readonly id: string;
  /** A `KeyObject`, because with raw bytes Node.js throws and catches an exception at each use. */
  readonly secret: KeyObject;
}

/** The current master key, which seals keys, and older master keys, which can still open what they sealed. */
export interface MasterKeys {
  readonly current: MasterKey;
  readonly byId: ReadonlyMap<string, MasterKey>;
}

/** Combines the current master key with older ones. */
export function masterKeys(current: MasterKey, older: readonly MasterKey[] = []): MasterKeys {
  return { current, byId: new Map([...older, current].map((key) => [key.id, key])) };
}

export function masterKey(bytes: Uint8Array): MasterKey {
  const id = createHmac('sha256', bytes).update('outrunner master key').digest('hex').slice(0, 16);
  return { id, secret: createSecretKey(bytes) };
}

/**
 * Parses master keys separated by whitespace, each 32 bytes in base64 or hexadecimal. `place` describes the source of
 * the text for errors, which never contain the text. Throws `master-key-invalid`.
 */
export function parseMasterKeys(text: string, place: string): MasterKey[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) throw invalid(place, 'there is none');
  return words.map((word) => {
    const bytes = /^[0-9a-fA-F]{64}$/.test(word) ? Buffer.from(word, 'hex') : base64Bytes(word);
    if (bytes.length === MASTER_KEY_BYTES) return masterKey(bytes);
    throw invalid(place, `it is not ${MASTER_KEY_BYTES} bytes in base64 or hexadecimal digits`);
  });
}

function base64Bytes(word: string): Buffer {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(word) ? Buffer.from(word, 'base64') : Buffer.alloc(0);
}

function invalid(place: string, problem: string): OutrunnerError {
  return new OutrunnerError('master-key-invalid', { place, problem });
}

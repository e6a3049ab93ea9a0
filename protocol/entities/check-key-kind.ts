import { OutrunnerError } from '../errors/outrunner-error.ts';
import type { KeyKind } from './key-record.ts';

const NAMES: Readonly<Record<KeyKind, string>> = {
  private: 'private key',
  public: 'public key',
  password: 'password',
};

/** Throws `key-kind-differs` unless the key at a path has the required kind. */
export function checkKeyKind(path: string, kind: KeyKind, wanted: KeyKind): void {
  if (kind === wanted) return;
  throw new OutrunnerError('key-kind-differs', { path, is: NAMES[kind], wanted: NAMES[wanted] });
}

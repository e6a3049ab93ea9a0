import type { KeyKind } from '../../../protocol/entities/key-record.ts';

/** The location of a secret. A {@link SecretResolver} reads it. */
export type SecretReference =
  /** A key, which must be of the kind `holds`. */
  | { readonly kind: 'storage'; readonly path: string; readonly holds: KeyKind }
  /** The name of a secure option of the job, which contains a password. */
  | { readonly kind: 'option'; readonly name: string }
  /** A file on the runner's host. */
  | { readonly kind: 'file'; readonly path: string };

/** Returns the reference to a password: the key at a path, or without a path the value of an option. */
export function passwordReference(path: string | undefined, option: string): SecretReference {
  return path === undefined ? { kind: 'option', name: option } : { kind: 'storage', path, holds: 'password' };
}

/** Resolves to a secret's text. Rejects with an error that a person can read if the secret is unavailable. */
export type SecretResolver = (reference: SecretReference) => Promise<string>;

/** Formats a reference for messages. The result contains no secret. */
export function showSecretReference(reference: SecretReference): string {
  switch (reference.kind) {
    case 'storage':
      return `key storage path ${reference.path}`;
    case 'option':
      return `option ${reference.name}`;
    case 'file':
      return `file ${reference.path}`;
  }
}

/** Where a secret is. Whoever owns key storage and options resolves it. */
export type SecretReference =
  | { readonly kind: 'storage'; readonly path: string }
  /** A secure option of the job, by its name. */
  | { readonly kind: 'option'; readonly name: string }
  /** A file on the runner's host. */
  | { readonly kind: 'file'; readonly path: string };

/** The text of a secret; rejects with what a person should know where there is none. */
export type SecretResolver = (reference: SecretReference) => Promise<string>;

/** A reference as a person reads it; never the secret. */
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

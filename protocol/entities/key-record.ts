import * as z from 'zod';

/** The kinds of keys in key storage. The management API does not return the content of private keys and passwords. */
export const KeyKind = z.enum(['private', 'public', 'password']);
export type KeyKind = z.infer<typeof KeyKind>;

/** A stored key. Its sealed content is an immutable file named by `textHash` (SHA-256, hex). Times are epoch ms. */
export const KeyRecord = z.object({
  /** `keys/…`, in Unicode's composed form. */
  path: z.string(),
  kind: KeyKind,
  /** Size of the content in UTF-8, in bytes. */
  size: z.int().nonnegative(),
  /** Id of the master key that sealed the content. */
  masterKey: z.string(),
  textHash: z.string(),
  createdAt: z.number(),
  createdBy: z.string(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  revision: z.int().nonnegative(),
});
export type KeyRecord = z.infer<typeof KeyRecord>;

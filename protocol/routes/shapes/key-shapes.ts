import * as z from 'zod';
import { KeyKind } from '../../entities/key-record.ts';

/** The media types that identify the kinds of keys, as in Rundeck. */
export const KEY_MEDIA_TYPES: Readonly<Record<KeyKind, string>> = {
  private: 'application/octet-stream',
  public: 'application/pgp-keys',
  password: 'application/x-rundeck-data-password',
};

/** Metadata of a stored key. The size is present only if the API may return the content. */
export const KeyMeta = z.object({
  'Rundeck-content-type': z.string(),
  'Rundeck-content-size': z.string().optional(),
  /** `content`: the API never returns the content. */
  'Rundeck-content-mask': z.literal('content').optional(),
  'Rundeck-key-type': z.enum(['private', 'public']).optional(),
  'Rundeck-data-type': z.literal('password').optional(),
  'Rundeck-content-creation-time': z.string(),
  'Rundeck-content-modify-time': z.string(),
  'Rundeck-auth-created-username': z.string(),
  'Rundeck-auth-modified-username': z.string(),
});
export type KeyMeta = z.infer<typeof KeyMeta>;

const place = { path: z.string(), url: z.string(), name: z.string().optional() } as const;

export const KeyFile = z.object({ ...place, type: z.literal('file'), meta: KeyMeta });
export type KeyFile = z.infer<typeof KeyFile>;

export const KeyFolder = z.object({ ...place, type: z.literal('directory') });
export type KeyFolder = z.infer<typeof KeyFolder>;

export const KeyListing = KeyFolder.extend({ resources: z.array(z.union([KeyFile, KeyFolder])) });
export type KeyListing = z.infer<typeof KeyListing>;

/** The metadata of a key for lists, without its value. Times are epoch ms. */
export const KeyOverview = z.object({
  /** `keys/…`. */
  path: z.string(),
  kind: KeyKind,
  createdAt: z.number(),
  createdBy: z.string(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
});
export type KeyOverview = z.infer<typeof KeyOverview>;

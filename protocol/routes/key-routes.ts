import { z } from 'zod';
import { defineRoute, json } from './declare.ts';
import { KEY_MEDIA_TYPES, KeyFile, KeyListing, KeyOverview } from './shapes/key-shapes.ts';

/** Below `keys/`. */
const CONTENT = { kind: 'text', mediaTypes: Object.values(KEY_MEDIA_TYPES), limit: 'bodyBytes' } as const;

export const KEY_ROUTES = {
  listKeys: defineRoute({
    path: '/storage/keys',
    summary: 'What key storage holds at its top.',
    access: { resource: 'key', action: 'read' },
    answer: json(KeyListing),
  }),
  getKey: defineRoute({
    path: '/storage/keys/{+path}',
    summary:
      'A key without its content, or what a folder holds; a public key as it is, unless JSON is asked for.',
    access: { resource: 'key', action: 'read' },
    answer: {
      kind: 'json',
      schema: z.union([KeyListing, KeyFile]),
      orText: [KEY_MEDIA_TYPES.public],
    },
  }),
  createKey: defineRoute({
    method: 'POST',
    path: '/storage/keys/{+path}',
    summary: 'Store a key; its media type says which kind it is.',
    access: { resource: 'key', action: 'create' },
    body: CONTENT,
    status: 201,
    answer: json(KeyFile),
  }),
  updateKey: defineRoute({
    method: 'PUT',
    path: '/storage/keys/{+path}',
    summary: 'Replace a key.',
    access: { resource: 'key', action: 'update' },
    body: CONTENT,
    answer: json(KeyFile),
  }),
  deleteKey: defineRoute({
    method: 'DELETE',
    path: '/storage/keys/{+path}',
    summary: 'Delete a key.',
    access: { resource: 'key', action: 'delete' },
  }),
  listKeyOverviews: defineRoute({
    base: 'outrunner',
    path: '/keys',
    summary: 'All keys at any depth, without their content, by path.',
    access: { resource: 'key', action: 'read' },
    answer: json(z.object({ keys: z.array(KeyOverview) })),
  }),
  getPublicKey: defineRoute({
    base: 'outrunner',
    path: '/keys/{+path}',
    summary: 'The content of a public key.',
    access: { resource: 'key', action: 'read' },
    answer: { kind: 'text', mediaTypes: [KEY_MEDIA_TYPES.public] },
  }),
} as const;

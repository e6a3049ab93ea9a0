import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { KEY_MEDIA_TYPES, KeyFile, KeyListing, KeyOverview } from './shapes/key-shapes.ts';

const CONTENT = { kind: 'text', mediaTypes: Object.values(KEY_MEDIA_TYPES), limit: 'bodyBytes' } as const;

export const KEY_ROUTES = {
  listKeys: defineRoute({
    path: '/storage/keys',
    summary: 'Keys and folders at the top of key storage.',
    access: { resource: 'key', action: 'read' },
    answer: json(KeyListing),
  }),
  getKey: defineRoute({
    path: '/storage/keys/{+path}',
    summary: 'Metadata of a key, or the entries of a folder. A public key itself, unless JSON is requested.',
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
    summary: 'Store a key; the media type of the body determines its kind.',
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
    summary: 'Metadata of all keys in all folders, sorted by path.',
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

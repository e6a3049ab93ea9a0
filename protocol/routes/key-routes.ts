import { z } from 'zod';
import { EMPTY, json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { KEY_MEDIA_TYPES, KeyFile, KeyListing, KeyOverview } from './shapes/key-shapes.ts';

/** Below `keys/`. */
const params = { path: z.string() } as const;
const CONTENT = { kind: 'text', mediaTypes: Object.values(KEY_MEDIA_TYPES), limit: 'bodyBytes' } as const;

export const KEY_ROUTES = {
  listKeys: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/storage/keys',
    summary: 'What key storage holds at its top.',
    access: { resource: 'key', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(KeyListing),
  }),
  getKey: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/storage/keys/{+path}',
    summary:
      'A key without its content, or what a folder holds; a public key as it is, unless JSON is asked for.',
    access: { resource: 'key', action: 'read' },
    params,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: {
      kind: 'json',
      schema: z.union([KeyListing, KeyFile]),
      orText: [KEY_MEDIA_TYPES.public],
    },
  }),
  createKey: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/storage/keys/{+path}',
    summary: 'Store a key; its media type says which kind it is.',
    access: { resource: 'key', action: 'create' },
    params,
    query: {},
    body: CONTENT,
    status: 201,
    answer: json(KeyFile),
  }),
  updateKey: defineRoute({
    method: 'PUT',
    base: 'api',
    path: '/storage/keys/{+path}',
    summary: 'Replace a key.',
    access: { resource: 'key', action: 'update' },
    params,
    query: {},
    body: CONTENT,
    status: 200,
    answer: json(KeyFile),
  }),
  deleteKey: defineRoute({
    method: 'DELETE',
    base: 'api',
    path: '/storage/keys/{+path}',
    summary: 'Delete a key.',
    access: { resource: 'key', action: 'delete' },
    params,
    query: {},
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
  listKeyOverviews: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/keys',
    summary: 'All keys at any depth, without their content, by path.',
    access: { resource: 'key', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ keys: z.array(KeyOverview) })),
  }),
  getPublicKey: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/keys/{+path}',
    summary: 'The content of a public key.',
    access: { resource: 'key', action: 'read' },
    params,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: { kind: 'text', mediaTypes: [KEY_MEDIA_TYPES.public] },
  }),
} as const;

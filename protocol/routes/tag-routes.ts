import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { queryFlag } from './query-values.ts';
import { MergeTags, RenameTag, TagChangeResult, TagUse } from './shapes/tag-shapes.ts';

const UPDATE = { resource: 'runner', action: 'update' } as const;

/** Tags of runners, jobs and node sources. Each change is atomic: it applies to all objects or to none. */
export const TAG_ROUTES = {
  listTagUses: defineRoute({
    base: 'outrunner',
    path: '/tags',
    summary:
      'Tags of runners, jobs and node sources, with the number of runners, healthy runners, jobs and sources that use each.',
    access: { resource: 'runner', action: 'read' },
    answer: json(z.object({ tags: z.array(TagUse) })),
  }),
  renameTag: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/tags/{tag}/rename',
    summary: 'Rename a tag in all runners, jobs and node sources, atomically.',
    access: UPDATE,
    body: json(RenameTag),
    answer: json(TagChangeResult),
  }),
  mergeTags: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/tags/merge',
    summary: 'Replace several tags with one in all runners, jobs and node sources, atomically.',
    access: UPDATE,
    body: json(MergeTags),
    answer: json(TagChangeResult),
  }),
  deleteTag: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/tags/{tag}',
    summary: 'Remove a tag from all runners, jobs and node sources, atomically.',
    access: UPDATE,
    query: { dryRun: queryFlag(), leaveRest: queryFlag() },
    answer: json(TagChangeResult),
  }),
} as const;

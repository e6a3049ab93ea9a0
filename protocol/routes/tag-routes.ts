import { z } from 'zod';
import { defineRoute, json } from './declare.ts';
import { queryFlag } from './query-values.ts';
import { MergeTags, RenameTag, TagChangeResult, TagUse } from './shapes/tag-shapes.ts';

const UPDATE = { resource: 'runner', action: 'update' } as const;

/** Tags over runners and jobs. Each change is one act: all that it names is changed, or nothing is. */
export const TAG_ROUTES = {
  listTagUses: defineRoute({
    base: 'outrunner',
    path: '/tags',
    summary:
      'Every tag of a runner, a job or a source of nodes, with its runners, the healthy ones of them, its jobs and sources.',
    access: { resource: 'runner', action: 'read' },
    answer: json(z.object({ tags: z.array(TagUse) })),
  }),
  renameTag: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/tags/{tag}/rename',
    summary: 'Rename a tag on all runners, in all jobs and sources of nodes, in one act.',
    access: UPDATE,
    body: json(RenameTag),
    answer: json(TagChangeResult),
  }),
  mergeTags: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/tags/merge',
    summary:
      'Put one tag in the place of several on all runners, in all jobs and sources of nodes, in one act.',
    access: UPDATE,
    body: json(MergeTags),
    answer: json(TagChangeResult),
  }),
  deleteTag: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/tags/{tag}',
    summary: 'Take a tag off all runners, out of all jobs and sources of nodes, in one act.',
    access: UPDATE,
    query: { dryRun: queryFlag(), leaveRest: queryFlag() },
    answer: json(TagChangeResult),
  }),
} as const;

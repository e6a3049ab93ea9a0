import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { SavedNodeFilterInfo, SaveNodeFilter } from './shapes/node-shapes.ts';

export const NODE_FILTER_ROUTES = {
  listNodeFilters: defineRoute({
    base: 'outrunner',
    path: '/projects/{project}/node-filters',
    summary: 'Saved node filters of a project, sorted by name.',
    access: { resource: 'node', action: 'read' },
    answer: json(z.array(SavedNodeFilterInfo)),
  }),
  saveNodeFilter: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Save a node filter by name, or replace the one with that name.',
    access: { resource: 'project', action: 'configure' },
    body: json(SaveNodeFilter),
    answer: json(SavedNodeFilterInfo),
  }),
  deleteNodeFilter: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Delete a saved node filter.',
    access: { resource: 'project', action: 'configure' },
  }),
} as const;

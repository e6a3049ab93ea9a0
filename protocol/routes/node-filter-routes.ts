import { z } from 'zod';
import { defineRoute, json } from './declare.ts';
import { SavedNodeFilterInfo, SaveNodeFilter } from './shapes/node-shapes.ts';

export const NODE_FILTER_ROUTES = {
  listNodeFilters: defineRoute({
    base: 'outrunner',
    path: '/projects/{project}/node-filters',
    summary: 'The node filters that a project keeps, by name.',
    access: { resource: 'node', action: 'read' },
    answer: json(z.array(SavedNodeFilterInfo)),
  }),
  saveNodeFilter: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Keep a node filter by a name, instead of the one of that name.',
    access: { resource: 'project', action: 'configure' },
    body: json(SaveNodeFilter),
    answer: json(SavedNodeFilterInfo),
  }),
  deleteNodeFilter: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Forget a saved node filter.',
    access: { resource: 'project', action: 'configure' },
  }),
} as const;

import { z } from 'zod';
import { NodeFilterName } from '../entities/node-filters.ts';
import { ProjectName } from '../ids.ts';
import { EMPTY, json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { SavedNodeFilterInfo, SaveNodeFilter } from './shapes/node-shapes.ts';

const project = { project: ProjectName } as const;
const named = { project: ProjectName, name: NodeFilterName } as const;

export const NODE_FILTER_ROUTES = {
  listNodeFilters: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/projects/{project}/node-filters',
    summary: 'The node filters that a project keeps, by name.',
    access: { resource: 'node', action: 'read' },
    params: project,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.array(SavedNodeFilterInfo)),
  }),
  saveNodeFilter: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Keep a node filter by a name, instead of the one of that name.',
    access: { resource: 'project', action: 'configure' },
    params: named,
    query: {},
    body: json(SaveNodeFilter),
    status: 200,
    answer: json(SavedNodeFilterInfo),
  }),
  deleteNodeFilter: defineRoute({
    method: 'DELETE',
    base: 'outrunner',
    path: '/projects/{project}/node-filters/{name}',
    summary: 'Forget a saved node filter.',
    access: { resource: 'project', action: 'configure' },
    params: named,
    query: {},
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
} as const;

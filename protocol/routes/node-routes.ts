import * as z from 'zod';
import { NODE_FORMATS, NODE_MEDIA_TYPES } from '../entities/node-format.ts';
import { defineRoute, json } from './declare.ts';
import { NODE_PATTERN_QUERY } from './node-query.ts';
import { NodeEntries, NodeSourceInfo, ProjectNodeSources } from './shapes/node-shapes.ts';

const format = z.enum(NODE_FORMATS).optional();
/** JSON unless the query or the `Accept` header requests another format. */
const NODES = {
  kind: 'text',
  mediaTypes: ['application/json', 'application/yaml', 'application/xml'],
} as const;

export const NODE_ROUTES = {
  listNodes: defineRoute({
    path: '/project/{project}/resources',
    summary: 'Nodes of a project from all its sources, by name: all, or those that a node filter selects.',
    access: { resource: 'node', action: 'read' },
    query: {
      filter: z.string().max(65_536).optional(),
      /** Name of a saved filter. */
      filterName: z.string().max(128).optional(),
      ...NODE_PATTERN_QUERY,
      format,
    },
    answer: NODES,
  }),
  getNode: defineRoute({
    path: '/project/{project}/resource/{node}',
    summary: 'One node of a project, by its name.',
    access: { resource: 'node', action: 'read' },
    answer: json(NodeEntries),
  }),
  listNodeSources: defineRoute({
    path: '/project/{project}/sources',
    summary: 'Node sources of a project, and why a source cannot be read.',
    access: { resource: 'project', action: 'configure' },
    answer: json(z.array(NodeSourceInfo)),
  }),
  getNodeSource: defineRoute({
    path: '/project/{project}/source/{index}',
    summary: 'One source of a project’s nodes.',
    access: { resource: 'project', action: 'configure' },
    answer: json(NodeSourceInfo),
  }),
  listNodeSourceOverviews: defineRoute({
    base: 'outrunner',
    path: '/node-sources',
    summary: 'Node sources of the projects that the token may configure, as of their last read.',
    access: { resource: 'node', action: 'read' },
    answer: json(z.object({ projects: z.array(ProjectNodeSources) })),
  }),
  refreshNodes: defineRoute({
    method: 'POST',
    path: '/project/{project}/resources/refresh',
    summary: 'Read the node sources of a project again: all, or the one with a number.',
    access: { resource: 'node', action: 'refresh' },
    query: { source: z.coerce.number().int().positive().optional() },
    answer: json(z.array(NodeSourceInfo)),
    answersOnceDone: true,
  }),
  listSourceNodes: defineRoute({
    path: '/project/{project}/source/{index}/resources',
    summary: 'The nodes of one source. Stored text is returned unchanged if its own format is requested.',
    access: { resource: 'project', action: 'configure' },
    query: { format },
    answer: NODES,
  }),
  setSourceNodes: defineRoute({
    method: 'POST',
    path: '/project/{project}/source/{index}/resources',
    summary: 'Replace the nodes of a writeable source.',
    access: { resource: 'project', action: 'configure' },
    query: { format },
    body: { kind: 'text', mediaTypes: NODE_MEDIA_TYPES, limit: 'bodyBytes' },
    answer: NODES,
  }),
} as const;

import { z } from 'zod';
import { NODE_FORMATS, NODE_MEDIA_TYPES } from '../entities/node-format.ts';
import { defineRoute, json } from './declare.ts';
import { NodeEntries, NodeSourceInfo, ProjectNodeSources } from './shapes/node-shapes.ts';

const format = z.enum(NODE_FORMATS).optional();
/** JSON unless the query or `Accept` asks for another format. */
const NODES = {
  kind: 'text',
  mediaTypes: ['application/json', 'application/yaml', 'application/xml'],
} as const;

export const NODE_ROUTES = {
  listNodes: defineRoute({
    path: '/project/{project}/resources',
    summary: 'The nodes of a project by name, of all its sources: all, or those that a node filter selects.',
    access: { resource: 'node', action: 'read' },
    query: {
      filter: z.string().max(65_536).optional(),
      /** A filter that the project keeps. */
      filterName: z.string().max(128).optional(),
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
    summary: 'Where the nodes of a project come from, with what keeps a source from being read.',
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
    summary:
      'The sources of nodes of the projects that the token configures, as they were read last; none is read for it.',
    access: { resource: 'node', action: 'read' },
    answer: json(z.object({ projects: z.array(ProjectNodeSources) })),
  }),
  refreshNodes: defineRoute({
    method: 'POST',
    path: '/project/{project}/resources/refresh',
    summary: 'Read the sources of a project’s nodes again, all of them or the one of a number.',
    access: { resource: 'node', action: 'refresh' },
    query: { source: z.coerce.number().int().positive().optional() },
    answer: json(z.array(NodeSourceInfo)),
    answersOnceDone: true,
  }),
  listSourceNodes: defineRoute({
    path: '/project/{project}/source/{index}/resources',
    summary:
      'The nodes of one source. What is stored is answered as it was written, where its format is asked for.',
    access: { resource: 'project', action: 'configure' },
    query: { format },
    answer: NODES,
  }),
  setSourceNodes: defineRoute({
    method: 'POST',
    path: '/project/{project}/source/{index}/resources',
    summary: 'Replace the nodes of a source that is writeable.',
    access: { resource: 'project', action: 'configure' },
    query: { format },
    body: { kind: 'text', mediaTypes: NODE_MEDIA_TYPES, limit: 'bodyBytes' },
    answer: NODES,
  }),
} as const;

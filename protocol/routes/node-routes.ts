import { z } from 'zod';
import { NODE_FORMATS, NODE_MEDIA_TYPES } from '../entities/node-format.ts';
import { ProjectName } from '../ids.ts';
import { json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { NodeEntries, NodeSourceInfo, ProjectNodeSources } from './shapes/node-shapes.ts';

const project = { project: ProjectName } as const;
const source = { project: ProjectName, index: z.coerce.number().int().positive() } as const;
const format = z.enum(NODE_FORMATS).optional();
/** JSON unless the query or `Accept` asks for another format. */
const NODES = {
  kind: 'text',
  mediaTypes: ['application/json', 'application/yaml', 'application/xml'],
} as const;

export const NODE_ROUTES = {
  listNodes: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/resources',
    summary: 'The nodes of a project by name, of all its sources: all, or those that a node filter selects.',
    access: { resource: 'node', action: 'read' },
    params: project,
    query: {
      filter: z.string().max(65_536).optional(),
      /** A filter that the project keeps. */
      filterName: z.string().max(128).optional(),
      format,
    },
    body: NO_BODY,
    status: 200,
    answer: NODES,
  }),
  getNode: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/resource/{node}',
    summary: 'One node of a project, by its name.',
    access: { resource: 'node', action: 'read' },
    params: { project: ProjectName, node: z.string() },
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(NodeEntries),
  }),
  listNodeSources: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/sources',
    summary: 'Where the nodes of a project come from, with what keeps a source from being read.',
    access: { resource: 'project', action: 'configure' },
    params: project,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.array(NodeSourceInfo)),
  }),
  getNodeSource: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/source/{index}',
    summary: 'One source of a project’s nodes.',
    access: { resource: 'project', action: 'configure' },
    params: source,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(NodeSourceInfo),
  }),
  listNodeSourceOverviews: defineRoute({
    method: 'GET',
    base: 'outrunner',
    path: '/node-sources',
    summary:
      'The sources of nodes of the projects that the token configures, as they were read last; none is read for it.',
    access: { resource: 'node', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.object({ projects: z.array(ProjectNodeSources) })),
  }),
  refreshNodes: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/project/{project}/resources/refresh',
    summary: 'Read the sources of a project’s nodes again, all of them or the one of a number.',
    access: { resource: 'node', action: 'refresh' },
    params: project,
    query: { source: z.coerce.number().int().positive().optional() },
    body: NO_BODY,
    status: 200,
    answer: json(z.array(NodeSourceInfo)),
    answersOnceDone: true,
  }),
  listSourceNodes: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/source/{index}/resources',
    summary:
      'The nodes of one source. What is stored is answered as it was written, where its format is asked for.',
    access: { resource: 'project', action: 'configure' },
    params: source,
    query: { format },
    body: NO_BODY,
    status: 200,
    answer: NODES,
  }),
  setSourceNodes: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/project/{project}/source/{index}/resources',
    summary: 'Replace the nodes of a source that is writeable.',
    access: { resource: 'project', action: 'configure' },
    params: source,
    query: { format },
    body: { kind: 'text', mediaTypes: NODE_MEDIA_TYPES, limit: 'bodyBytes' },
    status: 200,
    answer: NODES,
  }),
} as const;

import { z } from 'zod';
import { ProjectName } from '../ids.ts';
import { EMPTY, json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { CreateProject, ProjectConfig, ProjectInfo, ProjectListEntry } from './shapes/project-shapes.ts';

const params = { project: ProjectName } as const;

export const PROJECT_ROUTES = {
  listProjects: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/projects',
    summary: 'Projects that the token may see.',
    access: { resource: 'project', action: 'read' },
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.array(ProjectListEntry)),
  }),
  createProject: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/projects',
    summary: 'Create a project.',
    access: { resource: 'project', action: 'create' },
    params: {},
    query: {},
    body: json(CreateProject),
    status: 201,
    answer: json(ProjectInfo),
  }),
  getProject: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}',
    summary: 'A project with its configuration.',
    access: { resource: 'project', action: 'read' },
    params,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(ProjectInfo),
  }),
  deleteProject: defineRoute({
    method: 'DELETE',
    base: 'api',
    path: '/project/{project}',
    summary: 'Delete a project with its jobs; refused while one of its executions runs.',
    access: { resource: 'project', action: 'delete' },
    params,
    query: { deferred: z.string().optional() },
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
  getProjectConfig: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/config',
    summary: 'The configuration of a project.',
    access: { resource: 'project', action: 'configure' },
    params,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(ProjectConfig),
  }),
  setProjectConfig: defineRoute({
    method: 'PUT',
    base: 'api',
    path: '/project/{project}/config',
    summary: 'Replace the configuration of a project.',
    access: { resource: 'project', action: 'configure' },
    params,
    query: {},
    body: json(ProjectConfig),
    status: 200,
    answer: json(ProjectConfig),
  }),
} as const;

import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import {
  CreateProject,
  ProjectConfig,
  ProjectInfo,
  ProjectListEntry,
  RevisedConfig,
} from './shapes/project-shapes.ts';

export const PROJECT_ROUTES = {
  listProjects: defineRoute({
    path: '/projects',
    summary: 'Projects that the token may see.',
    access: { resource: 'project', action: 'read' },
    answer: json(z.array(ProjectListEntry)),
  }),
  createProject: defineRoute({
    method: 'POST',
    path: '/projects',
    summary: 'Create a project.',
    access: { resource: 'project', action: 'create' },
    body: json(CreateProject),
    status: 201,
    answer: json(ProjectInfo),
  }),
  getProject: defineRoute({
    path: '/project/{project}',
    summary: 'A project with its configuration.',
    access: { resource: 'project', action: 'read' },
    answer: json(ProjectInfo),
  }),
  deleteProject: defineRoute({
    method: 'DELETE',
    path: '/project/{project}',
    summary: 'Delete a project with its jobs; refused while one of its executions runs.',
    access: { resource: 'project', action: 'delete' },
    query: { deferred: z.string().optional() },
  }),
  getProjectConfig: defineRoute({
    path: '/project/{project}/config',
    summary: 'The configuration of a project.',
    access: { resource: 'project', action: 'configure' },
    answer: json(ProjectConfig),
  }),
  setProjectConfig: defineRoute({
    method: 'PUT',
    path: '/project/{project}/config',
    summary: 'Replace the configuration of a project.',
    access: { resource: 'project', action: 'configure' },
    body: json(ProjectConfig),
    answer: json(ProjectConfig),
  }),
  getRevisedConfig: defineRoute({
    base: 'outrunner',
    path: '/projects/{project}/config',
    summary: 'The configuration of a project, with its revision.',
    access: { resource: 'project', action: 'configure' },
    answer: json(RevisedConfig),
  }),
  setRevisedConfig: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/projects/{project}/config',
    summary: 'Replace the configuration of a project; refused if its revision changed since it was read.',
    access: { resource: 'project', action: 'configure' },
    body: json(RevisedConfig),
    answer: json(RevisedConfig),
  }),
} as const;

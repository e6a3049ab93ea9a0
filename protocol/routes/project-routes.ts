import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import {
  CreateProject,
  ProjectConfig,
  ProjectConfigEntry,
  ProjectDocument,
  ProjectInfo,
  ProjectListEntry,
  RevisedConfig,
  SetProjectConfigEntry,
} from './shapes/project-shapes.ts';

const READ = { resource: 'project', action: 'read' } as const;
const CONFIGURE = { resource: 'project', action: 'configure' } as const;

const getDocument = {
  access: READ,
  answer: { ...json(ProjectDocument), orText: ['text/plain'] },
} as const;
const setDocument = {
  ...getDocument,
  method: 'PUT',
  access: CONFIGURE,
  body: { ...json(ProjectDocument), textAs: 'contents' },
} as const;
const deleteDocument = { method: 'DELETE', access: CONFIGURE } as const;

export const PROJECT_ROUTES = {
  listProjects: defineRoute({
    path: '/projects',
    summary: 'Projects that the token may see.',
    access: READ,
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
    access: READ,
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
    access: CONFIGURE,
    answer: json(ProjectConfig),
  }),
  setProjectConfig: defineRoute({
    method: 'PUT',
    path: '/project/{project}/config',
    summary: 'Replace the configuration of a project.',
    access: CONFIGURE,
    body: json(ProjectConfig),
    answer: json(ProjectConfig),
  }),
  getProjectProperty: defineRoute({
    path: '/project/{project}/config/{property}',
    summary: 'One property of the configuration of a project.',
    access: CONFIGURE,
    answer: { ...json(ProjectConfigEntry), orText: ['text/plain'] },
  }),
  setProjectProperty: defineRoute({
    method: 'PUT',
    path: '/project/{project}/config/{property}',
    summary: 'Set one property of the configuration of a project.',
    access: CONFIGURE,
    body: { ...json(SetProjectConfigEntry), textAs: 'value' },
    answer: { ...json(ProjectConfigEntry), orText: ['text/plain'] },
  }),
  deleteProjectProperty: defineRoute({
    method: 'DELETE',
    path: '/project/{project}/config/{property}',
    summary: 'Remove one property from the configuration of a project.',
    access: CONFIGURE,
  }),
  getProjectReadme: defineRoute({
    ...getDocument,
    path: '/project/{project}/readme.md',
    summary: 'The README of a project.',
  }),
  setProjectReadme: defineRoute({
    ...setDocument,
    path: '/project/{project}/readme.md',
    summary: 'Replace the README of a project.',
  }),
  deleteProjectReadme: defineRoute({
    ...deleteDocument,
    path: '/project/{project}/readme.md',
    summary: 'Delete the README of a project.',
  }),
  getProjectMotd: defineRoute({
    ...getDocument,
    path: '/project/{project}/motd.md',
    summary: 'The message of the day of a project.',
  }),
  setProjectMotd: defineRoute({
    ...setDocument,
    path: '/project/{project}/motd.md',
    summary: 'Replace the message of the day of a project.',
  }),
  deleteProjectMotd: defineRoute({
    ...deleteDocument,
    path: '/project/{project}/motd.md',
    summary: 'Delete the message of the day of a project.',
  }),
  getRevisedConfig: defineRoute({
    base: 'outrunner',
    path: '/projects/{project}/config',
    summary: 'The configuration of a project, with its revision.',
    access: CONFIGURE,
    answer: json(RevisedConfig),
  }),
  setRevisedConfig: defineRoute({
    method: 'PUT',
    base: 'outrunner',
    path: '/projects/{project}/config',
    summary: 'Replace the configuration of a project; refused if its revision changed since it was read.',
    access: CONFIGURE,
    body: json(RevisedConfig),
    answer: json(RevisedConfig),
  }),
} as const;

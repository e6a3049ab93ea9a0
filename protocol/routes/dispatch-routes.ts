import { ProjectName } from '../ids.ts';
import { json, NO_BODY } from './declare.ts';
import { defineRoute } from './route.ts';
import { DispatchConfig, UpdateDispatchConfig, UpdateNodeDispatch } from './shapes/dispatch-shapes.ts';
import { RunnerInfo } from './shapes/runner-shapes.ts';

const project = { project: ProjectName } as const;

/** Which runners the steps of a project's jobs go to. */
export const DISPATCH_ROUTES = {
  getDispatchConfig: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/project/{project}/runnerManagement/config',
    summary: 'How a project chooses runners.',
    access: { resource: 'project', action: 'read' },
    params: project,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(DispatchConfig),
  }),
  setDispatchConfig: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/project/{project}/runnerManagement/config',
    summary: 'Change how a project chooses runners; keys left out stay.',
    access: { resource: 'project', action: 'configure' },
    params: project,
    query: {},
    body: json(UpdateDispatchConfig),
    status: 200,
    answer: json(DispatchConfig),
  }),
  setNodeDispatch: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/project/{project}/runnerManagement/nodeDispatch/config',
    summary: 'Change which nodes of a project go to a runner; keys left out stay.',
    access: { resource: 'runner', action: 'update' },
    params: project,
    query: {},
    body: json(UpdateNodeDispatch),
    status: 200,
    answer: json(RunnerInfo),
  }),
} as const;

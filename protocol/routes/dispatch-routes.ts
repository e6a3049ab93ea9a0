import { defineRoute, json } from './declare.ts';
import { DispatchConfig, UpdateDispatchConfig, UpdateNodeDispatch } from './shapes/dispatch-shapes.ts';
import { RunnerInfo } from './shapes/runner-shapes.ts';

/** How a project's steps are assigned to runners. */
export const DISPATCH_ROUTES = {
  getDispatchConfig: defineRoute({
    path: '/project/{project}/runnerManagement/config',
    summary: 'How a project chooses runners.',
    access: { resource: 'project', action: 'read' },
    answer: json(DispatchConfig),
  }),
  setDispatchConfig: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/config',
    summary: 'Change how a project chooses runners; absent keys keep their values.',
    access: { resource: 'project', action: 'configure' },
    body: json(UpdateDispatchConfig),
    answer: json(DispatchConfig),
  }),
  setNodeDispatch: defineRoute({
    method: 'POST',
    path: '/project/{project}/runnerManagement/nodeDispatch/config',
    summary: 'Change which nodes of a project go to a runner; absent keys keep their values.',
    access: { resource: 'runner', action: 'update' },
    body: json(UpdateNodeDispatch),
    answer: json(RunnerInfo),
  }),
} as const;

import { defineRoute, json } from './declare.ts';
import { queryFlag } from './query-values.ts';
import {
  ChangeModeLater,
  ChangeProjectModeLater,
  ExecutionMode,
  ModeChangePlanned,
} from './shapes/execution-mode-shapes.ts';

const ADMIN = { resource: 'system', action: 'admin' } as const;

const now = { method: 'POST', access: ADMIN, answer: json(ExecutionMode) } as const;

const later = {
  method: 'POST',
  access: ADMIN,
  body: json(ChangeModeLater),
  answer: json(ModeChangePlanned),
} as const;

const ofProjectLater = {
  ...later,
  access: { resource: 'project', action: 'configure' },
  body: json(ChangeProjectModeLater),
} as const;

/** Routes for the execution mode of the coordinator, and for planned changes of it and of those of projects. */
export const EXECUTION_MODE_ROUTES = {
  enableExecutions: defineRoute({
    ...now,
    path: '/system/executions/enable',
    summary: 'Make the coordinator active: executions are accepted, schedules fire.',
  }),
  disableExecutions: defineRoute({
    ...now,
    path: '/system/executions/disable',
    summary: 'Make the coordinator passive: nothing new starts; running executions finish.',
  }),
  enableExecutionsLater: defineRoute({
    ...later,
    path: '/system/executions/enable/later',
    summary: 'Make the coordinator active after a delay, such as `2h30m`.',
  }),
  disableExecutionsLater: defineRoute({
    ...later,
    path: '/system/executions/disable/later',
    summary: 'Make the coordinator passive after a delay, such as `2h30m`.',
  }),
  getExecutionMode: defineRoute({
    path: '/system/executions/status',
    summary: 'Whether the coordinator is active; with `passiveAs503=true` a passive one answers 503.',
    access: { resource: 'system', action: 'read' },
    query: { passiveAs503: queryFlag() },
    answer: json(ExecutionMode),
  }),
  enableProjectLater: defineRoute({
    ...ofProjectLater,
    path: '/project/{project}/enable/later',
    summary: 'Enable the executions or the schedules of a project after a delay, such as `2h30m`.',
  }),
  disableProjectLater: defineRoute({
    ...ofProjectLater,
    path: '/project/{project}/disable/later',
    summary: 'Disable the executions or the schedules of a project after a delay, such as `2h30m`.',
  }),
} as const;

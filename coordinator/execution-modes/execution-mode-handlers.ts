import type { EXECUTION_MODE_ROUTES } from '../../protocol/routes/execution-mode-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { ExecutionModes } from './execution-modes.ts';

/** The first API version in which the status of a passive coordinator is answered with 200. */
const PASSIVE_AS_200_SINCE = 36;

export function executionModeHandlers(modes: ExecutionModes): HandlersOf<keyof typeof EXECUTION_MODE_ROUTES> {
  return {
    enableExecutions: ({ caller }) => modes.set(caller, true),
    disableExecutions: ({ caller }) => modes.set(caller, false),
    enableExecutionsLater: ({ caller, body }) => modes.setLater(caller, true, body),
    disableExecutionsLater: ({ caller, body }) => modes.setLater(caller, false, body),
    getExecutionMode: ({ query, apiVersion }) =>
      modes.get(query.passiveAs503 === true || apiVersion < PASSIVE_AS_200_SINCE),
    enableProjectLater: ({ caller, params, body }) =>
      modes.setProjectLater(caller, params.project, true, body),
    disableProjectLater: ({ caller, params, body }) =>
      modes.setProjectLater(caller, params.project, false, body),
  };
}

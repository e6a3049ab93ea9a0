import type { DISPATCH_ROUTES } from '../../protocol/routes/dispatch-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { ProjectDispatches } from './project-dispatches.ts';

export function dispatchHandlers(dispatches: ProjectDispatches): HandlersOf<keyof typeof DISPATCH_ROUTES> {
  return {
    getDispatchConfig: ({ caller, params }) => dispatches.config(caller, params.project),
    setDispatchConfig: ({ caller, params, body }) => dispatches.setConfig(caller, params.project, body),
    setNodeDispatch: ({ caller, params, body }) => dispatches.setNodeDispatch(caller, params.project, body),
  };
}

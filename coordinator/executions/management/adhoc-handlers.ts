import type { ADHOC_ROUTES } from '../../../protocol/routes/adhoc-routes.ts';
import type { HandlersOf } from '../../http/handler.ts';
import { commandJob, scriptJob, urlJob } from './adhoc-job.ts';
import type { ExecutionsService } from './executions-service.ts';

export function adhocHandlers(service: ExecutionsService): HandlersOf<keyof typeof ADHOC_ROUTES> {
  return {
    runCommand: ({ caller, params, query, body }) => {
      const asked = { ...query, ...body };
      return service.runAdhoc(caller, params.project, commandJob(asked), asked);
    },
    runCommandByGet: ({ caller, params, query }) =>
      service.runAdhoc(caller, params.project, commandJob(query), query),
    runScript: ({ caller, params, query, body }) => {
      const asked = { ...query, ...body };
      return service.runAdhoc(caller, params.project, scriptJob(asked), asked);
    },
    runScriptByGet: ({ caller, params, query }) =>
      service.runAdhoc(caller, params.project, scriptJob(query), query),
    runUrl: ({ caller, params, query, body }) => {
      const asked = { ...query, ...body };
      return service.runAdhoc(caller, params.project, urlJob(asked), asked);
    },
    runUrlByGet: ({ caller, params, query }) =>
      service.runAdhoc(caller, params.project, urlJob(query), query),
  };
}

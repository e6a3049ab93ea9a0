import type { Job } from '../../../job-language/format/job.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ADHOC_ROUTES } from '../../../protocol/routes/adhoc-routes.ts';
import type { Caller } from '../../access/caller.ts';
import type { HandlersOf } from '../../http/handler.ts';
import { type AnyAdhoc, commandJob, scriptJob, urlJob } from './adhoc-job.ts';
import type { ExecutionsService } from './executions-service.ts';

interface AdhocCall<Asked> {
  readonly caller: Caller;
  readonly params: { readonly project: ProjectName };
  readonly query: Asked;
  readonly body: Asked | undefined;
}

export function adhocHandlers(service: ExecutionsService): HandlersOf<keyof typeof ADHOC_ROUTES> {
  const runs =
    <Asked extends AnyAdhoc>(jobOf: (asked: Asked) => Job) =>
    ({ caller, params, query, body }: AdhocCall<Asked>) => {
      const asked = { ...query, ...body };
      return service.runAdhoc(caller, params.project, jobOf(asked), asked);
    };
  return {
    runCommand: runs(commandJob),
    runCommandByGet: runs(commandJob),
    runScript: runs(scriptJob),
    runScriptByGet: runs(scriptJob),
    runUrl: runs(urlJob),
    runUrlByGet: runs(urlJob),
  };
}

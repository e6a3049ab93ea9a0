import { OpenStatus } from '../../../protocol/entities/execution.ts';
import type { EXECUTION_ROUTES } from '../../../protocol/routes/execution-routes.ts';
import type { ExecutionOutput } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { HandlersOf, TextReply } from '../../http/handler.ts';
import { executionEvents, SILENT_OUTPUT } from '../../http/streams/execution-events.ts';
import { outputEntries } from '../../http/streams/output-entries.ts';
import { followedOutput, rawOutput } from '../../http/streams/raw-output.ts';
import type { Output } from '../../store/output/output.ts';
import type { Executions } from '../executions.ts';
import { type ExecutionDeletions, requestedIds } from './execution-deletions.ts';
import { executionQuery, paging, status } from './execution-query.ts';
import type { ExecutionsService } from './executions-service.ts';

export interface ExecutionHandlersParts {
  readonly service: ExecutionsService;
  readonly deletions: ExecutionDeletions;
  readonly executions: Executions;
  readonly output: Output;
  /** Returns epoch ms. */
  readonly now: () => number;
  /** Returns the maximum bytes of a line. Longer lines are cut. */
  readonly lineBytes: () => number;
}

export function executionHandlers(parts: ExecutionHandlersParts): HandlersOf<keyof typeof EXECUTION_ROUTES> {
  const { service, deletions } = parts;
  return {
    getExecution: ({ caller, params }) => service.get(caller, params.execution),
    deleteExecution: ({ caller, params }) => deletions.delete(caller, params.execution),
    deleteExecutions: ({ caller, query, body }) => deletions.deleteAll(caller, requestedIds(query.ids, body)),
    deleteJobExecutions: ({ caller, params }) => deletions.deleteOfJob(caller, params.job),
    pruneExecutions: ({ caller, query }) => deletions.prune(caller, query.project, query.dryRun === true),
    abortExecution: ({ caller, params }) => service.abort(caller, params.execution),
    abortExecutionByGet: ({ caller, params }) => service.abort(caller, params.execution),
    getExecutionState: ({ caller, params }) => service.state(caller, params.execution),
    getExecutionOutput: async ({ caller, params, query }) => {
      const summary = await service.summary(caller, params.execution);
      const output = await outputEntries(parts, summary, query);
      // Throws `not-found` if the execution was deleted during the read, because the output may then be incomplete.
      if (output.execCompleted) await service.summary(caller, params.execution);
      return query.format === 'text' ? outputText(output) : output;
    },
    listProjectExecutions: ({ caller, params, query }) =>
      service.list(caller, params.project, executionQuery(query, parts.now())),
    listRunningExecutions: ({ caller, params, query }) =>
      service.list(caller, params.project === '*' ? undefined : params.project, {
        ...(query.jobIdFilter === undefined ? {} : { jobs: { ids: [query.jobIdFilter] } }),
        statuses: query.includePostponed === true ? OpenStatus.options : ['running'],
        ...paging(query),
      }),
    listExecutions: ({ caller, query }) =>
      service.list(caller, query.project, {
        ...(query.job === undefined ? {} : { jobId: query.job }),
        ...status(query.status),
        ...(query.before === undefined ? {} : { before: query.before }),
        ...paging(query),
      }),
    executionStream: async ({ caller, params, query, signal, request, stream }) => {
      await service.summary(caller, params.execution);
      const resumed = request.headers['last-event-id'];
      const from = query.from ?? (typeof resumed === 'string' ? resumed : undefined);
      const streamed = query.output === false ? { ...parts, output: SILENT_OUTPUT } : parts;
      return executionEvents({ ...streamed, pages: stream }, params.execution, { from, signal });
    },
    rawOutput: async ({ caller, params, query, signal, request }) => {
      await service.summary(caller, params.execution);
      return query.follow === true
        ? followedOutput(parts, params.execution, query, signal)
        : rawOutput(parts, params.execution, query, request.headers.range, signal);
    },
  };
}

function outputText(output: ExecutionOutput): TextReply {
  return {
    kind: 'text',
    mediaType: 'text/plain',
    text: output.entries.map(({ log }) => `${log}\n`).join(''),
    headers: {
      'x-rundeck-execoutput-offset': output.offset,
      'x-rundeck-execoutput-completed': String(output.completed),
      'x-rundeck-exec-completed': String(output.execCompleted),
      'x-rundeck-exec-state': output.execState,
    },
  };
}

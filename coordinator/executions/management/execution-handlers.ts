import { OpenStatus } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { EXECUTION_ROUTES } from '../../../protocol/routes/execution-routes.ts';
import type { ManagementRoutes } from '../../../protocol/routes/management-routes.ts';
import type { ExecutionOutput, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { HandlersOf, RouteCall, TextReply } from '../../http/handler.ts';
import { compactedEntries, LAST_VERSION_WITH_TEXTS } from '../../http/streams/compacted-entries.ts';
import { executionEvents, SILENT_OUTPUT } from '../../http/streams/execution-events.ts';
import { type EntriesFilter, filteredEntries } from '../../http/streams/filtered-entries.ts';
import type { OutputQuestion } from '../../http/streams/output-entries.ts';
import { followedOutput, rawOutput } from '../../http/streams/raw-output.ts';
import type { Output } from '../../store/output/output.ts';
import type { Executions } from '../executions.ts';
import { type ExecutionDeletions, requestedIds } from './execution-deletions.ts';
import { executionQuery, paging, status } from './execution-query.ts';
import type { ExecutionsService } from './executions-service.ts';

/** The first API versions with `metadata` in entries of output, and with `compacted`. */
const METADATA_SINCE = 43;
const COMPACTED_SINCE = 21;

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
  const output = async (call: OutputCall, filter: EntriesFilter, steps?: OutputQuestion['steps']) => {
    const { caller, params, query, apiVersion } = call;
    const summary = await service.summary(caller, params.execution);
    const found = await filteredEntries(parts, summary, { ...query, steps }, filter);
    // Throws `not-found` if the execution was deleted during the read, because the output may then be incomplete.
    if (found.execCompleted) await service.summary(caller, params.execution);
    if (isTextAsked(call)) return outputText(found);
    return outputView(found, filter, { compacted: query.compacted === true, apiVersion });
  };
  return {
    getExecution: ({ caller, params }) => service.get(caller, params.execution),
    deleteExecution: ({ caller, params }) => deletions.delete(caller, params.execution),
    deleteExecutions: ({ caller, query, body }) => deletions.deleteAll(caller, requestedIds(query.ids, body)),
    deleteJobExecutions: ({ caller, params }) => deletions.deleteOfJob(caller, params.job),
    pruneExecutions: ({ caller, query }) => deletions.prune(caller, query.project, query.dryRun === true),
    abortExecution: ({ caller, params }) => service.abort(caller, params.execution),
    abortExecutionByGet: ({ caller, params }) => service.abort(caller, params.execution),
    getExecutionState: ({ caller, params }) => service.state(caller, params.execution),
    getExecutionOutput: (call) => output(call, { node: call.query.nodename, stepctx: call.query.stepctx }),
    getExecutionStateOutput: (call) =>
      output(
        call,
        { node: call.query.nodename, stepctx: call.query.stepctx },
        call.query.stateOnly === true ? 'only' : 'added',
      ),
    getNodeOutput: (call) => output(call, { node: call.params.node }),
    getNodeStepOutput: (call) => output(call, { node: call.params.node, stepctx: call.params.stepctx }),
    getStepOutput: (call) => output(call, { stepctx: call.params.stepctx }),
    listProjectExecutions: ({ caller, params, query }) =>
      service.list(caller, params.project, executionQuery(query, parts.now())),
    listRunningExecutions: ({ caller, params, query }) =>
      service.listOfProjects(caller, params.project, {
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

/** Whether the query, or else the header `Accept`, requests plain text. */
function isTextAsked({ query, request }: Pick<OutputCall, 'query' | 'request'>): boolean {
  const accepted = request.headers.accept ?? '';
  if (query.format !== undefined) return query.format === 'text';
  return accepted.includes('text/plain') && !accepted.includes('json');
}

/** A call of an output route. */
type OutputCall = Pick<
  RouteCall<ManagementRoutes['getNodeOutput']>,
  'caller' | 'query' | 'apiVersion' | 'request'
> & {
  readonly params: { readonly execution: ExecutionId };
};

/** Returns output in the format of the request's API version: entries have `metadata` since version 43. */
function outputView(
  output: ExecutionOutput,
  { node, stepctx }: EntriesFilter,
  { compacted, apiVersion }: { readonly compacted: boolean; readonly apiVersion: number },
): ExecutionOutput | TextReply {
  const entries =
    apiVersion >= METADATA_SINCE ? output.entries : output.entries.map(({ metadata: _, ...entry }) => entry);
  const filter =
    node === undefined && stepctx === undefined
      ? {}
      : {
          filter: {
            ...(node === undefined ? {} : { nodename: node }),
            ...(stepctx === undefined ? {} : { stepctx }),
          },
        };
  if (!compacted || apiVersion < COMPACTED_SINCE) return { ...output, ...filter, entries };
  const asText = apiVersion <= LAST_VERSION_WITH_TEXTS;
  const answer = {
    ...output,
    ...filter,
    compacted: true,
    compactedAttr: 'log',
    entries: compactedEntries(entries, asText),
  };
  return { kind: 'text', mediaType: 'application/json', text: JSON.stringify(answer) };
}

/** Returns the text of an entry. An event of a step has one only if the step did not succeed. */
function entryText({ log, type = 'log' }: OutputEntry): string {
  return type === 'log' || log !== '' ? `${log}\n` : '';
}

function outputText(output: ExecutionOutput): TextReply {
  return {
    kind: 'text',
    mediaType: 'text/plain',
    text: output.entries.map(entryText).join(''),
    headers: {
      'x-rundeck-execoutput-offset': output.offset,
      'x-rundeck-execoutput-completed': String(output.completed),
      'x-rundeck-exec-completed': String(output.execCompleted),
      'x-rundeck-exec-state': output.execState,
    },
  };
}

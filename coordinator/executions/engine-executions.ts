import type { ExecutionSummary, Reason } from '../../protocol/entities/execution.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, JobId, OperationId, ProjectName } from '../../protocol/ids.ts';
import type { WorkflowState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import { inSlices } from '../../support/slices/sliced.ts';
import type { EngineLine } from '../engine/events/engine-line.ts';
import type { ExecutionRequested } from '../engine/events/events.ts';
import { type ExecutionState, sequenceOf } from '../engine/state/state.ts';
import { operationPlace } from '../engine/views/operation-place.ts';
import { progressOf } from '../engine/views/progress.ts';
import type { StepProgress } from '../engine/views/step-progress.ts';
import { summaryOf } from '../engine/views/summary.ts';
import { workflowStateOf } from '../engine/views/workflow-state.ts';
import type { ExecutionFigures, ExecutionPage, ExecutionQuery } from '../store/journal/journal.ts';
import type { JournalCommit } from '../store/journal/journal-commit.ts';
import type { Admission } from './admission/admission.ts';
import type { References } from './admission/references.ts';
import type { ExecutionDeletion } from './deletion/execution-deletion.ts';
import type {
  AbortOutcome,
  AdhocRequest,
  DeletionErrors,
  DeletionRequest,
  Executions,
  ImportedExecution,
  ImportedLine,
  OpenCounts,
  RecordAbort,
  RunRequest,
  StepLocation,
} from './executions.ts';
import type { ExecutionImports } from './imports/execution-imports.ts';
import type { ExecutionsParts } from './needs.ts';
import { HELD, type Restoration } from './restoration/restoration.ts';
import type { Retries } from './retries/retries.ts';
import type { ExecutionRuntime } from './runtime/execution-runtime.ts';
import { publishFailedDelivery } from './runtime/failed-delivery.ts';

export type EngineExecutionsParts = Pick<ExecutionsParts, 'journal' | 'clock' | 'log' | 'serverNode'> & {
  readonly runtime: ExecutionRuntime;
  readonly admission: Admission;
  readonly restoration: Restoration;
  readonly retries: Retries;
  readonly references: References;
  readonly deletion: ExecutionDeletion;
  readonly imports: ExecutionImports;
};

/** Implements `Executions` on the engine's states and the journal. */
export class EngineExecutions implements Executions {
  readonly #parts: EngineExecutionsParts;

  constructor(parts: EngineExecutionsParts) {
    this.#parts = parts;
  }

  async run(request: RunRequest): Promise<ExecutionSummary> {
    return this.#parts.runtime.summary(await this.#parts.admission.admit(request));
  }

  async runAdhoc(request: AdhocRequest): Promise<ExecutionSummary> {
    return this.#parts.runtime.summary(await this.#parts.admission.admitAdhoc(request));
  }

  import(imported: ImportedExecution, lines: AsyncIterable<ImportedLine>): Promise<ExecutionId> {
    return this.#parts.imports.import(imported, lines);
  }

  async abort(id: ExecutionId, user: string, record?: RecordAbort): Promise<AbortOutcome> {
    const { runtime, clock, retries } = this.#parts;
    const execution = runtime.index.get(id) ?? (await runtime.find(id));
    if (execution === undefined) throw missing(id);
    const before = execution.state.ended;
    if (before === undefined) {
      const event = { type: 'abort-requested', time: clock.epoch(), user } as const;
      await execution.submit(event, ({ ended }, commit) => record?.(abortStatus(ended), commit));
    }
    const summary = runtime.summary(execution);
    const { ended } = execution.state;
    if (
      ended?.retry !== undefined &&
      (await retries.cancel(id, user, (_, commit) => record?.('aborted', commit)))
    ) {
      const reason = 'The execution had already failed. Its retry is cancelled.';
      return { status: 'aborted', reason, execution: (await this.get(id)) ?? summary };
    }
    if (ended === undefined) {
      return { status: 'pending', reason: 'The runner was asked to stop the step.', execution: summary };
    }
    if (before === undefined && abortStatus(ended) === 'aborted') {
      return {
        status: 'aborted',
        reason: ended.reason?.message ?? 'The execution is stopped.',
        execution: summary,
      };
    }
    const how = ended.customStatus ?? ended.status;
    return {
      status: 'failed',
      reason: `Execution ${id} is not running: it ended as ${how}.`,
      execution: summary,
    };
  }

  async get(id: ExecutionId): Promise<ExecutionSummary | undefined> {
    const open = this.#parts.runtime.index.get(id);
    return open === undefined ? this.#parts.journal.execution(id) : this.#parts.runtime.summary(open);
  }

  async list(query: ExecutionQuery): Promise<ExecutionPage> {
    const { executions, total } = await this.#parts.journal.executions(query);
    return { executions: executions.map((summary) => this.#current(summary)), total };
  }

  open(): readonly ExecutionSummary[] {
    const { runtime } = this.#parts;
    return runtime.index.all().map((execution) => runtime.summary(execution));
  }

  openCounts(): OpenCounts {
    const all = this.#parts.runtime.index.all();
    const scheduled = all.filter(({ state }) => state.planned !== undefined).length;
    return { total: all.length, scheduled };
  }

  openIds(of: { readonly job: JobId } | { readonly project: ProjectName }): readonly ExecutionId[] {
    const isOf = ({ job, project }: ExecutionRequested) =>
      'job' in of ? job?.id === of.job : project === of.project;
    const { index } = this.#parts.runtime;
    return index.all().flatMap(({ id, state }) => (isOf(state.request) ? [id] : []));
  }

  awaitingRetry(): readonly ExecutionSummary[] {
    return this.#parts.retries.pending().map(summaryOf);
  }

  async request(id: ExecutionId): Promise<ExecutionRequested | undefined> {
    return (await this.#parts.runtime.find(id))?.state.request;
  }

  async state(id: ExecutionId): Promise<WorkflowState | undefined> {
    const { runtime, serverNode, clock } = this.#parts;
    const execution = await runtime.find(id);
    if (execution === undefined) return undefined;
    const { state } = execution;
    const about = { serverNode, now: clock.epoch(), why: runtime.whyWaiting(state) };
    return inSlices(workflowStateOf(state, about));
  }

  async steps(id: ExecutionId): Promise<readonly StepProgress[] | undefined> {
    const execution = await this.#parts.runtime.find(id);
    return execution === undefined ? undefined : progressOf(execution.state);
  }

  async places(
    id: ExecutionId,
    operations: Iterable<OperationId>,
  ): Promise<ReadonlyMap<OperationId, StepLocation>> {
    const places = new Map<OperationId, StepLocation>();
    const state = (await this.#parts.runtime.find(id))?.state;
    if (state === undefined) return places;
    for (const operation of operations) {
      const place = operationPlace(state, sequenceOf(operation));
      if (place !== undefined) places.set(operation, place);
    }
    return places;
  }

  async lines(id: ExecutionId, after: number): Promise<readonly EngineLine[]> {
    const execution = await this.#parts.runtime.find(id);
    return execution?.linesAfter(after) ?? [];
  }

  retriedBy(id: ExecutionId): Promise<ExecutionId | undefined> {
    return this.#parts.retries.retryOf(id);
  }

  onChange(listener: (summary: ExecutionSummary) => void): () => void {
    return this.#parts.runtime.changes.add(listener);
  }

  deliveryFailed(id: ExecutionId, at: number): Promise<void> {
    return publishFailedDelivery(this.#parts.runtime, this.#parts.journal, id, at);
  }

  onLine(listener: (line: EngineLine) => void): () => void {
    return this.#parts.runtime.lines.add(listener);
  }

  delete(ids: readonly ExecutionId[], request: DeletionRequest): Promise<DeletionErrors> {
    return this.#parts.deletion.delete(ids, request);
  }

  onDeleted(listener: (deleted: readonly ExecutionSummary[]) => void): () => void {
    return this.#parts.deletion.deleted.add(listener);
  }

  ids(query: ExecutionQuery): Promise<readonly ExecutionId[]> {
    return this.#parts.journal.executionIds(query);
  }

  figures(query: ExecutionQuery): Promise<ExecutionFigures> {
    return this.#parts.journal.executionFigures(query);
  }

  held(): Reason | undefined {
    return this.#parts.restoration.held ? HELD : undefined;
  }

  async release(user: string, commit?: JournalCommit): Promise<void> {
    await this.#parts.restoration.release(commit);
    this.#parts.log.info({ user }, 'queued work was released after a restore');
    this.#parts.runtime.reissue();
  }

  async close(): Promise<void> {
    const { runtime, retries, references, deletion } = this.#parts;
    await deletion.settled();
    await retries.close();
    await runtime.close();
    await references.settled();
  }

  #current(summary: ExecutionSummary): ExecutionSummary {
    const open = this.#parts.runtime.index.get(summary.id);
    return open === undefined ? summary : this.#parts.runtime.summary(open);
  }
}

/** Returns the status of a stop, given how the execution ended. */
function abortStatus(ended: ExecutionState['ended']): AbortOutcome['status'] {
  if (ended === undefined) return 'pending';
  return ended.status === 'aborted' ? 'aborted' : 'failed';
}

function missing(id: ExecutionId): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Execution', name: id });
}

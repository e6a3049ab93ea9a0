import type { OperationId } from '../../../protocol/ids.ts';
import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { EngineLine, EngineLogEvent } from '../../engine/events/engine-line.ts';
import { ENGINE_STREAM, entryTimes } from './entry-views.ts';
import { type StepLevel, stepPath } from './step-path.ts';

type StepStarted = Extract<EngineLogEvent, { type: 'step-started' }>;
type StepEnded = Extract<EngineLogEvent, { type: 'step-ended' }>;

/** The end of an operation without success, and the node of the operation. */
interface FailedOperation {
  readonly end: StepEnded;
  readonly node: string;
}

/** A step, error handler or node whose begin was emitted and whose end was not. */
interface OpenLevel {
  readonly level: StepLevel;
  readonly below: Map<string, OpenLevel>;
  /** Number of running operations, including those of nested steps. */
  running: number;
  /** When its last operation ended, epoch ms. */
  endedAt: number;
  failed: FailedOperation | undefined;
}

interface RunningOperation {
  readonly node: string;
  readonly path: readonly OpenLevel[];
}

const TYPES = {
  step: { begin: 'stepbegin', end: 'stepend' },
  handler: { begin: 'handlerbegin', end: 'handlerend' },
  node: { begin: 'nodebegin', end: 'nodeend' },
} as const;

/**
 * Converts the lines of the engine to Rundeck's events of steps and nodes. A step begins with its first operation. It
 * ends once none of its operations is running and either another step of its workflow begins or the execution ends. A
 * step that afterwards runs on further nodes begins again. The events depend only on the lines, so that a reader can
 * continue after any line.
 */
export class StepEvents {
  readonly #top = new Map<string, OpenLevel>();
  readonly #running = new Map<OperationId, RunningOperation>();

  /** Returns the entries of the next line; none if the line is not about the begin or end of a step. */
  next({ event }: EngineLine): readonly OutputEntry[] {
    if (event.type === 'step-started') return this.#started(event);
    if (event.type === 'step-ended') return this.#ended(event);
    if (event.type === 'execution-ended') return [...this.#top.values()].flatMap(endOf);
    return [];
  }

  #started({ operation, stepctx, node, time }: StepStarted): readonly OutputEntry[] {
    const entries: OutputEntry[] = [];
    const path: OpenLevel[] = [];
    let siblings = this.#top;
    for (const level of stepPath(stepctx)) {
      if (level.kind === 'step') entries.push(...endOthers(siblings, level.key));
      let open = siblings.get(level.key);
      if (open === undefined) {
        open = { level, below: new Map(), running: 0, endedAt: time, failed: undefined };
        siblings.set(level.key, open);
        entries.push(eventEntry(TYPES[level.kind].begin, level, time));
      }
      open.running += 1;
      path.push(open);
      siblings = open.below;
    }
    this.#running.set(operation, { node, path });
    return [...entries, eventEntry('nodebegin', { stepctx, node }, time)];
  }

  #ended(end: StepEnded): readonly OutputEntry[] {
    const running = this.#running.get(end.operation);
    // An operation that was never granted has no begin.
    if (running === undefined) return [];
    this.#running.delete(end.operation);
    const { node, path } = running;
    const failed = end.status === 'succeeded' ? undefined : { end, node };
    for (const open of path) {
      open.running -= 1;
      open.endedAt = end.time;
      if (failed !== undefined) open.failed = failed;
      else if (open.failed?.end.stepctx === end.stepctx && open.failed.node === node) open.failed = undefined;
    }
    return [{ ...eventEntry('nodeend', { stepctx: end.stepctx, node }, end.time), ...failureOf(failed) }];
  }
}

/** Ends the steps other than `key` of which no operation is running. */
function endOthers(siblings: Map<string, OpenLevel>, key: string): readonly OutputEntry[] {
  const entries: OutputEntry[] = [];
  for (const [other, open] of siblings) {
    if (other === key || open.level.kind !== 'step' || open.running > 0) continue;
    siblings.delete(other);
    entries.push(...endOf(open));
  }
  return entries;
}

/** Returns the ends of a level and of the levels below it, the innermost first. */
function endOf({ level, below, endedAt, failed }: OpenLevel): readonly OutputEntry[] {
  const end = { ...eventEntry(TYPES[level.kind].end, level, endedAt), ...failureOf(failed) };
  return [...[...below.values()].flatMap(endOf), end];
}

function eventEntry(
  type: NonNullable<OutputEntry['type']>,
  { stepctx, node }: Pick<OutputEntry, 'stepctx' | 'node'>,
  time: number,
): OutputEntry {
  const { time: clock, absolute_time } = entryTimes(time);
  return {
    time: clock,
    absolute_time,
    level: 'NORMAL',
    log: '',
    node,
    stepctx,
    type,
    metadata: { stream: ENGINE_STREAM },
  };
}

/** Returns the values that Rundeck adds to the end of a step or node that did not succeed. */
function failureOf(failed: FailedOperation | undefined): Partial<OutputEntry> {
  if (failed === undefined) return {};
  const { status, exitCode = 0, reason } = failed.end;
  return {
    log: reason?.message ?? '',
    executionState: status === 'aborted' ? 'ABORTED' : 'FAILED',
    ...(exitCode === 0
      ? { failureReason: reason?.code ?? 'Unknown' }
      : { failureReason: 'NonZeroResultCode', resultCode: String(exitCode) }),
  };
}

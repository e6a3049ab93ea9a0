import { type ExecutionId, executionOf, type OperationId } from '../../../../protocol/ids.ts';
import { operationIdOf } from '../index/operation-key.ts';
import type { FramePages } from '../reading/frame-pages.ts';
import { OutputCount } from './output-count.ts';
import type { OutputLimit, OutputLimits } from './output-limits.ts';

/** Page size for recounting stored output. */
const PAGE = { bytes: 1024 * 1024 };

/**
 * Maximum number of executions whose counts are in memory; those of other executions are recounted when more output
 * arrives.
 */
const MOST_EXECUTIONS = 1024;

type Groups = Map<string, OutputCount>;

/**
 * Counts the output of executions with a limit as it arrives. Recounts the stored output after a start and after a
 * failed write.
 */
export class OutputCounts {
  readonly #limits: OutputLimits;
  readonly #pages: FramePages;
  /** Least recently used execution first. */
  readonly #executions = new Map<ExecutionId, Groups>();

  constructor(limits: OutputLimits, pages: FramePages) {
    this.#limits = limits;
    this.#pages = pages;
  }

  limitOf(operationId: OperationId): OutputLimit | undefined {
    return this.#limits.of(operationId, executionOf(operationId));
  }

  /** Returns the count of the operation's group. No other append to the execution may be in progress. */
  async countOf(operationId: OperationId, limit: OutputLimit): Promise<OutputCount> {
    const execution = executionOf(operationId);
    const groups = this.#executions.get(execution) ?? (await this.#countKept(execution));
    this.#executions.delete(execution);
    this.#executions.set(execution, groups);
    for (const [oldest] of this.#executions) {
      if (this.#executions.size <= MOST_EXECUTIONS) break;
      this.#executions.delete(oldest);
    }
    return groupOf(groups, limit);
  }

  reached(operationId: OperationId, limit: OutputLimit): void {
    this.#limits.reached(executionOf(operationId), limit);
  }

  /** Drops the counts of an execution whose stored output changed or was not written as counted. */
  forget(execution: ExecutionId): void {
    this.#executions.delete(execution);
  }

  async #countKept(execution: ExecutionId): Promise<Groups> {
    const groups: Groups = new Map();
    const inLine = new Map<string, boolean>();
    for (let after = 0; ; ) {
      const frames = await this.#pages.after(execution, after, PAGE);
      for (const { row, payload } of frames) {
        after = row.arrival;
        const operation = operationIdOf({ execution: row.execution, sequence: row.operation });
        const limit = this.#limits.of(operation, execution);
        const stream = `${row.operation}/${row.stream}`;
        if (limit !== undefined) groupOf(groups, limit).admit(payload, inLine.get(stream) ?? false);
        inLine.set(stream, row.tail > 0);
      }
      if (frames.length === 0) return groups;
    }
  }
}

function groupOf(groups: Groups, limit: OutputLimit): OutputCount {
  const known = groups.get(limit.group) ?? new OutputCount(limit);
  groups.set(limit.group, known);
  return known;
}

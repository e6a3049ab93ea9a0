import { isInPlace, type OutputPlace } from '../../../protocol/events/output-place.ts';
import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';

/** Consecutive lines of one step on one node. Lines count from 0; `last` is included. */
export interface OutputRun {
  readonly stepctx: string;
  readonly node: string;
  readonly first: number;
  last: number;
}

/** The lines of a step on a node. Other lines may be between them. */
export interface OperationLines {
  readonly stepctx: string;
  readonly node: string;
  readonly first: number;
  last: number;
  /** The first line of stderr. */
  firstError?: number;
  /** The line in which the engine reports the failure. */
  failure?: number;
}

/** A search in the output: for the first line of a place, or for its first error. */
export interface OutputTarget extends OutputPlace {
  readonly error: boolean;
}

/** A line of a document, counted from 0, with the text to select in that line, ignoring case. */
export interface TextAt {
  readonly line: number;
  readonly text: string;
}

/**
 * A line that matches a target. Higher ranks are better: 3 is an exact match, 2 is stderr without a failure, 1 is the
 * first line of the place, without an error.
 */
export interface FoundLine {
  readonly line: number;
  readonly rank: 1 | 2 | 3;
}

/** Records which step and node each line of a document belongs to, and where steps fail. */
export class OutputLayout {
  readonly runs: OutputRun[] = [];
  readonly #operations = new Map<string, OperationLines>();
  #lines = 0;

  get lines(): number {
    return this.#lines;
  }

  /** The steps on nodes, in the order of their first lines. */
  get operations(): Iterable<OperationLines> {
    return this.#operations.values();
  }

  /** Appends a line. */
  add({ stepctx, node, level, metadata }: OutputEntry): void {
    const line = this.#lines;
    this.#lines += 1;
    const run = this.runs.at(-1);
    if (run !== undefined && run.stepctx === stepctx && run.node === node) run.last = line;
    else this.runs.push({ stepctx, node, first: line, last: line });
    const operation = this.#operationOf(stepctx, node, line);
    operation.last = line;
    if (level !== 'ERROR') return;
    if (metadata?.stream === 'engine') operation.failure ??= line;
    else operation.firstError ??= line;
  }

  /**
   * Returns the line of a target. The first error is the first line of stderr of the operation that failed first, or
   * the line that reports its failure. If nothing failed, the first error is the first line of stderr.
   */
  find(target: OutputTarget): FoundLine | undefined {
    const operations = [...this.#operations.values()].filter((it) => isInPlace(it, target));
    const [first] = operations;
    if (!target.error) return first && { line: first.first, rank: 3 };
    const failures = operations.filter(({ failure }) => failure !== undefined);
    const failed = least(failures, ({ failure }) => failure);
    if (failed !== undefined) return { line: failed.firstError ?? failed.failure ?? failed.first, rank: 3 };
    const error = least(operations, ({ firstError }) => firstError)?.firstError;
    if (error !== undefined) return { line: error, rank: 2 };
    return namesPlace(target) && first !== undefined ? { line: first.first, rank: 1 } : undefined;
  }

  #operationOf(stepctx: string, node: string, line: number): OperationLines {
    const key = `${stepctx}\n${node}`;
    const known = this.#operations.get(key);
    if (known !== undefined) return known;
    const operation = { stepctx, node, first: line, last: line };
    this.#operations.set(key, operation);
    return operation;
  }
}

/** Whether the place is a step or a node, and not the whole output. */
export function namesPlace({ stepctx, node }: OutputPlace): boolean {
  return stepctx !== undefined || node !== undefined;
}

function least<T>(items: readonly T[], of: (item: T) => number | undefined): T | undefined {
  let [found, smallest]: [T | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const item of items) {
    const value = of(item);
    if (value !== undefined && value < smallest) [found, smallest] = [item, value];
  }
  return found;
}

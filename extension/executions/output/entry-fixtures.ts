/** Output entries and a coordinator that serves them, for the tests of output. */

import { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionOutput, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { OutputCalls } from './execution-outputs.ts';

export const EXECUTION = ExecutionId.parse(12);

/** Returns an entry of stdout. `place` is a step and a node, such as `1 web1`; '' for the execution itself. */
export function anEntry(place: string, log: string, more: Partial<OutputEntry> = {}): OutputEntry {
  const [stepctx = '', node = ''] = place.split(' ');
  return {
    time: '10:00:00',
    absolute_time: '2026-01-31T10:00:00.000Z',
    level: 'NORMAL',
    log,
    stepctx,
    node,
    metadata: { stream: 'stdout' },
    ...more,
  };
}

export const anError = (place: string, log: string): OutputEntry =>
  anEntry(place, log, { level: 'ERROR', metadata: { stream: 'stderr' } });

/** Returns the line in which the engine reports that a step failed. */
export const aFailure = (place: string, log = 'failed'): OutputEntry =>
  anEntry(place, log, { level: 'ERROR', metadata: { stream: 'engine' } });

/** A coordinator with the output of one execution, in pages of a few entries. Counts the pages that it serves. */
export class ServedOutput {
  readonly entries: OutputEntry[] = [];
  readonly client: OutputCalls;
  pages = 0;
  hasEnded = true;

  constructor(pageLength: number, ...entries: OutputEntry[]) {
    this.entries.push(...entries);
    this.client = {
      origin: 'https://a.example',
      getExecutionOutput: async (input) => this.#page(Number(input.query?.offset ?? 0), pageLength),
    };
  }

  #page(from: number, length: number): ExecutionOutput {
    this.pages += 1;
    const entries = this.entries.slice(from, from + length);
    const to = from + entries.length;
    return {
      id: String(EXECUTION),
      offset: String(to),
      completed: this.hasEnded && to === this.entries.length,
      execCompleted: this.hasEnded,
      execState: this.hasEnded ? 'failed' : 'running',
      hasFailedNodes: false,
      totalSize: 3 * 1024 * 1024,
      entries,
    };
  }
}

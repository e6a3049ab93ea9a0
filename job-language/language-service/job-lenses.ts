import { RunnerSelectorInput, selectorParts } from '../format/runner-selector.ts';
import { type Block, entryBelow, itemsBelow, readBlocks } from './block-tree.ts';
import { type JobBlocks, jobsIn } from './job-blocks.ts';
import { runnersText } from './runners-text.ts';
import { writtenText } from './written-text.ts';

/** A runner that serves the project of a job. */
export interface RunnerFact {
  readonly tags: readonly string[];
  readonly isLocal: boolean;
  /** Whether it is Healthy or Busy. */
  readonly isHealthy: boolean;
}

/** A job of a file, and its runners. */
export interface JobLens {
  /** The first line of the job, from 0. */
  readonly line: number;
  /**
   * The number of runners that its selector matches: `3 runners, 2 healthy`. Undefined without a selector, and if the
   * selector depends on the run.
   */
  readonly runners: string | undefined;
}

/** Returns each job of a file with the number of its runners. */
export function jobLensesOf(text: string, runners: readonly RunnerFact[]): JobLens[] {
  return jobsIn(readBlocks(text)).map((job) => {
    const matching = matchingRunners(job, runners);
    const healthy = matching?.filter(({ isHealthy }) => isHealthy).length ?? 0;
    return { line: job.line, runners: matching && runnersText(matching.length, healthy) };
  });
}

function matchingRunners({ entries }: JobBlocks, runners: readonly RunnerFact[]): RunnerFact[] | undefined {
  const block = entries.find(({ key }) => key === 'runnerSelector');
  const parsed = block && RunnerSelectorInput.safeParse(selectorIn(block));
  if (!parsed?.success) return undefined;
  const { mode, type, tags, expression } = selectorParts(parsed.data);
  if (mode === 'LOCAL') return runners.filter(({ isLocal }) => isLocal);
  if (expression !== undefined || tags.some((tag) => tag.includes('${'))) return undefined;
  return runners.filter((runner) => {
    const carries = (tag: string) => runner.tags.includes(tag);
    return type === 'TAG_FILTER_OR' ? tags.some(carries) : tags.every(carries);
  });
}

function selectorIn(block: Block): Readonly<Record<string, string | string[]>> {
  return Object.fromEntries(
    ['filter', 'runnerFilterMode', 'runnerFilterType'].flatMap((key) => {
      const entry = entryBelow(block, key);
      if (entry === undefined) return [];
      const items = itemsBelow(entry).flatMap((item) => writtenText(item)?.text ?? []);
      const value = items.length > 0 ? items : writtenText(entry)?.text;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

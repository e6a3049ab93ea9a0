import { RunnerSelectorInput, selectorParts } from '../format/runner-selector.ts';
import { type Block, type BlockTree, entryBelow, itemsBelow } from './block-tree.ts';
import { jobsIn } from './job-blocks.ts';
import { runnersText } from './runners-text.ts';
import { writtenText } from './written-text.ts';

/** A runner that serves the project of a job. */
export interface RunnerFact {
  readonly name: string;
  readonly tags: readonly string[];
  readonly isLocal: boolean;
  /** Whether the runner is Healthy or Busy. */
  readonly isHealthy: boolean;
}

/** A job of a file, and its runners. */
export interface JobLens {
  /** The first line of the job, from 0. */
  readonly line: number;
  /**
   * The number of runners that its selector matches: `3 runners, 2 healthy`. Undefined without a selector, and if the
   * selector is invalid, is an expression or contains references.
   */
  readonly runners: string | undefined;
  /** Whether a run of the job has options. */
  readonly hasOptions: boolean;
}

/** Returns each job of a file with the number of its runners. */
export function jobLensesOf(tree: BlockTree, runners: readonly RunnerFact[]): JobLens[] {
  const counted = new Map<string, string | undefined>();
  return jobsIn(tree).map(({ line, entries }) => {
    const block = entries.find(({ key }) => key === 'runnerSelector');
    const options = entries.find(({ key }) => key === 'options');
    const hasOptions = options !== undefined && itemsBelow(options).length > 0;
    if (block === undefined) return { line, runners: undefined, hasOptions };
    const selector = selectorIn(block);
    // Many jobs of a file have the same selector.
    const key = JSON.stringify(selector);
    if (!counted.has(key)) counted.set(key, runnersOf(selector, runners));
    return { line, runners: counted.get(key), hasOptions };
  });
}

function runnersOf(selector: WrittenSelector, runners: readonly RunnerFact[]): string | undefined {
  const matching = matchingRunners(selector, runners);
  return matching && runnersText(matching.length, matching.filter(({ isHealthy }) => isHealthy).length);
}

/**
 * Returns the runners that the `runnerSelector` of a job matches. Undefined if the selector is invalid, is an
 * expression or contains references.
 */
export function runnersOfBlock(block: Block, runners: readonly RunnerFact[]): RunnerFact[] | undefined {
  return matchingRunners(selectorIn(block), runners);
}

function matchingRunners(
  selector: WrittenSelector,
  runners: readonly RunnerFact[],
): RunnerFact[] | undefined {
  const parsed = RunnerSelectorInput.safeParse(selector);
  if (!parsed.success) return undefined;
  const { mode, type, tags, expression } = selectorParts(parsed.data);
  if (mode === 'LOCAL') return runners.filter(({ isLocal }) => isLocal);
  if (expression !== undefined || tags.some((tag) => tag.includes('${'))) return undefined;
  return runners.filter((runner) => {
    const carries = (tag: string) => runner.tags.includes(tag);
    return type === 'TAG_FILTER_OR' ? tags.some(carries) : tags.every(carries);
  });
}

/** The keys of a selector, as written. */
type WrittenSelector = Readonly<Record<string, string | readonly string[]>>;

function selectorIn(block: Block): WrittenSelector {
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

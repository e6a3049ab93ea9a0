import { type Block, type BlockTree, entryBelow, itemsBelow } from './block-tree.ts';
import { type WrittenText, writtenBelow, writtenText } from './written-text.ts';

/** A job of a file, as blocks. */
export interface JobBlocks {
  /** The entries of its map. */
  readonly entries: readonly Block[];
  readonly line: number;
  readonly lastLine: number;
  readonly options: readonly OptionBlock[];
  readonly steps: readonly Block[];
}

/** An option of a job. */
export interface OptionBlock {
  readonly block: Block;
  readonly name: WrittenText;
}

/** Returns the jobs of a file: the items of its list, or the only job. */
export function jobsIn({ roots }: BlockTree): JobBlocks[] {
  const items = roots.filter(({ kind }) => kind === 'item');
  if (items.length > 0) return items.map((item) => jobOf(item.children, item.line, item.lastLine));
  const [first] = roots;
  const last = roots.at(-1);
  return first === undefined || last === undefined ? [] : [jobOf(roots, first.line, last.lastLine)];
}

/** Returns the job that contains a line, or the last job above the line. */
export function jobAt(tree: BlockTree, line: number): JobBlocks | undefined {
  return jobsIn(tree).findLast((job) => job.line <= line);
}

/** Returns the text at a key of a job. */
export function textOfJob(job: JobBlocks, key: string): string | undefined {
  const entry = job.entries.find((it) => it.key === key);
  return entry === undefined ? undefined : writtenText(entry)?.text;
}

/** Returns the steps within a step, with its error handler. */
export function stepsWithin(
  step: Block,
): readonly { readonly step: Block; readonly role: 'step' | 'handler' }[] {
  const handler = entryBelow(step, 'errorhandler');
  return [
    ...itemsBelow(entryBelow(step, 'subSteps')).map((inner) => ({ step: inner, role: 'step' as const })),
    ...(handler === undefined ? [] : [{ step: handler, role: 'handler' as const }]),
  ];
}

function jobOf(entries: readonly Block[], line: number, lastLine: number): JobBlocks {
  const at = (key: string) => entries.find((entry) => entry.key === key);
  return {
    entries,
    line,
    lastLine,
    options: itemsBelow(at('options')).flatMap(optionOf),
    steps: itemsBelow(entryBelow(at('sequence'), 'commands')),
  };
}

function optionOf(block: Block): OptionBlock[] {
  const name = writtenBelow(block, 'name');
  return name === undefined ? [] : [{ block, name }];
}

import { isAmbiguousScalar } from '../keys/ambiguous-scalar.ts';
import { allBlocks, type Block, type BlockTree } from './block-tree.ts';
import { type JobBlocks, jobsIn, textOfJob } from './job-blocks.ts';
import { isReferenceTo, jobOfReference, jobReferenceAt } from './job-target.ts';
import { isAtRange, type TextPosition, type TextRange } from './text-range.ts';
import { type WrittenText, writtenBelow, writtenText } from './written-text.ts';

/** Returns the job of the file whose name is at a position: in its definition, or in a reference to it. */
export function namedJobAt(
  tree: BlockTree,
  position: TextPosition,
): { readonly job: JobBlocks; readonly name: WrittenText } | undefined {
  const isHere = (name: WrittenText | undefined) => name !== undefined && isAtRange(name.range, position);
  const defined = jobsIn(tree).find((job) => isHere(definedName(job)));
  const reference = jobReferenceAt(tree, position);
  const job =
    defined ??
    (reference !== undefined && isHere(writtenBelow(reference, 'name'))
      ? jobOfReference(tree, reference)
      : undefined);
  const name = defined === undefined ? reference && writtenBelow(reference, 'name') : definedName(defined);
  return job === undefined || name === undefined ? undefined : { job, name };
}

/**
 * Returns the ranges of the names by which the job references of a file refer to a job of the same project.
 *
 * @param project the project of the file and of the job, if it is known
 */
export function referencesToJob(
  tree: BlockTree,
  job: JobBlocks,
  project: string | undefined,
): readonly TextRange[] {
  return jobReferencesIn(tree)
    .filter((reference) => isReferenceTo(reference, job, project))
    .flatMap((reference) => writtenBelow(reference, 'name')?.range ?? []);
}

/** Returns the name in the definition of a job, and its range. */
export function definedName(job: JobBlocks): WrittenText | undefined {
  const entry = job.entries.find(({ key }) => key === 'name');
  return entry && writtenText(entry);
}

/** Characters that are written the same with and without quotes, wherever they are in a text of one line. */
const SAFE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .()+-]*$/u;

/**
 * Returns why a job cannot get a name; undefined if it can.
 *
 * @param tree the file that defines the job
 */
export function jobNameProblem(
  tree: BlockTree,
  job: JobBlocks,
  name: string,
): 'too-long' | 'needs-quotes' | 'taken' | undefined {
  if (name.length > 255) return 'too-long';
  if (!SAFE_NAME.test(name) || name !== name.trim() || isAmbiguousScalar(name)) return 'needs-quotes';
  const group = (it: JobBlocks) => textOfJob(it, 'group') ?? '';
  const isTaken = jobsIn(tree).some(
    (other) => other.line !== job.line && definedName(other)?.text === name && group(other) === group(job),
  );
  return isTaken ? 'taken' : undefined;
}

function jobReferencesIn({ roots }: BlockTree): Block[] {
  return allBlocks(roots).filter(({ kind, key }) => kind === 'entry' && key === 'jobref');
}

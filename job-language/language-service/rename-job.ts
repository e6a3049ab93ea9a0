import { isAmbiguousScalar } from '../keys/ambiguous-scalar.ts';
import type { BlockTree } from './block-tree.ts';
import { type JobBlocks, jobsIn, textOfJob } from './job-blocks.ts';
import { isReferenceTo, jobOfReference, jobReferenceAt, jobReferencesIn } from './job-target.ts';
import { isAtRange, type TextPosition, type TextRange } from './text-range.ts';
import { type WrittenText, writtenBelow, writtenText } from './written-text.ts';

/** Returns the job of the file whose name is at a position: in its definition, or in a reference to it. */
export function namedJobAt(
  tree: BlockTree,
  position: TextPosition,
): { readonly job: JobBlocks; readonly name: WrittenText } | undefined {
  for (const job of jobsIn(tree)) {
    const name = definedName(job);
    if (name !== undefined && isAtRange(name.range, position)) return { job, name };
  }
  const reference = jobReferenceAt(tree, position);
  const name = writtenBelow(reference, 'name');
  if (reference === undefined || name === undefined || !isAtRange(name.range, position)) return undefined;
  const job = jobOfReference(tree, reference);
  return job && { job, name };
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
  return jobReferencesIn(tree.roots)
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
    (other) => other.line !== job.line && textOfJob(other, 'name') === name && group(other) === group(job),
  );
  return isTaken ? 'taken' : undefined;
}

import { allBlocks, type Block, type BlockTree } from './block-tree.ts';
import type { JobFact } from './coordinator-facts.ts';
import { type JobBlocks, jobsIn, textOfJob } from './job-blocks.ts';
import type { TextPosition } from './text-range.ts';
import { blockAt } from './value-at.ts';
import { writtenBelow } from './written-text.ts';

/** The referenced job: in the same file, or at the coordinator. */
export type JobTarget =
  | { readonly kind: 'in-file'; readonly job: JobBlocks }
  | { readonly kind: 'stored'; readonly job: JobFact };

/** Returns the `jobref` entry that contains a position. */
export function jobReferenceAt(tree: BlockTree, position: TextPosition): Block | undefined {
  let block = blockAt(tree, position);
  while (block !== undefined && !isJobReference(block)) block = block.parent;
  return block;
}

/** Returns the `jobref` entries in blocks. */
export function jobReferencesIn(blocks: readonly Block[]): Block[] {
  return allBlocks(blocks).filter(isJobReference);
}

/**
 * Returns the job of a `jobref`: a job of the file unless the `jobref` has another project, otherwise a stored job.
 *
 * @param project the project of the file; undefined: unknown, so that the name must be unique
 */
export function jobTarget(
  tree: BlockTree,
  reference: Block,
  jobs: readonly JobFact[],
  project: string | undefined,
): JobTarget | undefined {
  const own = jobOfReference(tree, reference);
  if (own !== undefined) return { kind: 'in-file', job: own };
  const { uuid, group, name, project: other = project } = partsOf(reference);
  const named = jobs.filter((job) => (other === undefined || job.project === other) && job.name === name);
  const found = [
    ...jobs.filter(({ id }) => id === uuid),
    ...named.filter((job) => job.group === (group ?? '')),
  ];
  const [first, second] = found;
  if (first === undefined || (uuid === undefined && second !== undefined)) return undefined;
  return { kind: 'stored', job: first };
}

/** Returns the job of the same file that a `jobref` refers to. */
export function jobOfReference(tree: BlockTree, reference: Block): JobBlocks | undefined {
  return jobsIn(tree).find((job) => isReferenceTo(reference, job));
}

/**
 * Returns whether a `jobref` refers to a job of its project, by uuid, or by group and name.
 *
 * @param own the project; undefined: unknown, so that a reference with a project does not count
 */
export function isReferenceTo(reference: Block, job: JobBlocks, own?: string): boolean {
  const { uuid, group = '', name, project } = partsOf(reference);
  if (project !== undefined && project !== own) return false;
  if (uuid !== undefined) return (textOfJob(job, 'uuid') ?? textOfJob(job, 'id')) === uuid;
  return name !== undefined && textOfJob(job, 'name') === name && (textOfJob(job, 'group') ?? '') === group;
}

function isJobReference({ kind, key }: Block): boolean {
  return kind === 'entry' && key === 'jobref';
}

interface ReferenceParts {
  readonly uuid: string | undefined;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly project: string | undefined;
}

function partsOf(reference: Block): ReferenceParts {
  const text = (key: string) => {
    const written = writtenBelow(reference, key)?.text.trim();
    return written === '' ? undefined : written;
  };
  const uuid = text('useName') === 'true' ? undefined : text('uuid');
  return {
    uuid,
    group: text('group')?.replace(/^\/+|\/+$/g, ''),
    name: text('name'),
    project: text('project'),
  };
}

/** Jobs within jobs. */
const MOST_DEPTH = 50;

/** A job on the way to a reference. */
export interface PathJob {
  readonly id: string;
  /** Group and name. */
  readonly path: string;
}

/**
 * Why a job may not be referred to from where it is: it is on the way already, or too deep.
 * @param way the referring jobs, the outermost first
 */
export function referenceProblem(way: readonly PathJob[], job: PathJob): string | undefined {
  const path = [...way, job].map((step) => step.path);
  if (way.some(({ id }) => id === job.id)) return `Jobs refer to each other in a loop: ${path.join(' → ')}.`;
  if (way.length < MOST_DEPTH) return undefined;
  return `Jobs are nested more than ${MOST_DEPTH} deep: ${path.slice(0, 3).join(' → ')} → … → ${job.path}.`;
}

/** Maximum depth of nested jobs. */
const MOST_DEPTH = 50;

/** A job on the path to a reference. */
export interface PathJob {
  readonly id: string;
  /** Group and name. */
  readonly path: string;
}

/**
 * Returns why a job cannot be referred to: it is already on the path, or the path is too long.
 *
 * @param way the referring jobs, the outermost first
 */
export function referenceProblem(way: readonly PathJob[], job: PathJob): string | undefined {
  const path = [...way, job].map((step) => step.path);
  if (way.some(({ id }) => id === job.id)) return `Jobs refer to each other in a loop: ${path.join(' → ')}.`;
  if (way.length < MOST_DEPTH) return undefined;
  return `Jobs are nested more than ${MOST_DEPTH} deep: ${path.slice(0, 3).join(' → ')} → … → ${job.path}.`;
}

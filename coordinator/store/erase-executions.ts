import type { ExecutionId } from '../../protocol/ids.ts';
import type { Journal } from './journal/journal.ts';
import type { Output } from './output/output.ts';

/**
 * Deletes executions that have ended: marks them, then removes their output, then the rest. What is cut short goes on at
 * the next start, by {@link finishErasures}.
 *
 * Throws `not-found`, `execution-running`; then nothing was deleted.
 */
export async function eraseExecutions(
  journal: Journal,
  output: Output,
  executionIds: readonly ExecutionId[],
): Promise<void> {
  await journal.entomb(executionIds);
  for (const executionId of executionIds) await eraseMarked(journal, output, executionId);
}

/** Removes what is left of executions that were marked as deleted by an earlier process. */
export async function finishErasures(journal: Journal, output: Output): Promise<void> {
  for (const executionId of await journal.tombs()) await eraseMarked(journal, output, executionId);
}

/** The mark goes last, so that it is there for as long as anything else is. */
async function eraseMarked(journal: Journal, output: Output, executionId: ExecutionId): Promise<void> {
  await output.erase(executionId);
  await journal.erase(executionId);
}

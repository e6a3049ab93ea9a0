import type { ExecutionId } from '../../protocol/ids.ts';
import type { Journal } from './journal/journal.ts';
import type { Output } from './output/output.ts';

/**
 * Deletes executions that have ended: marks them as deleted, then removes their output, then their other data. {@link
 * finishErasures} continues an interrupted deletion at the next start.
 *
 * Throws `not-found`, `execution-running`, and then deletes nothing.
 */
export async function eraseExecutions(
  journal: Journal,
  output: Output,
  executionIds: readonly ExecutionId[],
): Promise<void> {
  await journal.entomb(executionIds);
  for (const executionId of executionIds) await eraseMarked(journal, output, executionId);
}

/** Continues the deletion of executions that an earlier process marked as deleted. */
export async function finishErasures(journal: Journal, output: Output): Promise<void> {
  for (const executionId of await journal.tombs()) await eraseMarked(journal, output, executionId);
}

/**
 * Removes the output and the other data of an execution. The mark is removed last, so that it exists as long as any
 * data does.
 */
async function eraseMarked(journal: Journal, output: Output, executionId: ExecutionId): Promise<void> {
  await output.erase(executionId);
  await journal.erase(executionId);
}

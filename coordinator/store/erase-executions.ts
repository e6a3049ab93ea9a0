import type { ExecutionId } from '../../protocol/ids.ts';
import type { Journal } from './journal/journal.ts';
import type { Output } from './output/output.ts';

/**
 * Deletes executions that have ended: marks them, then removes their output, then the rest. {@link finishErasures}
 * continues an interrupted deletion at the next start.
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

/** Removes the mark last, so that it exists as long as anything else of the execution. */
async function eraseMarked(journal: Journal, output: Output, executionId: ExecutionId): Promise<void> {
  await output.erase(executionId);
  await journal.erase(executionId);
}

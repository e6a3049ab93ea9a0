import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Journal } from '../../store/journal/journal.ts';
import type { ExecutionRuntime } from './execution-runtime.ts';

/**
 * Publishes the summary of an execution after the coordinator has stopped trying to deliver one of its notifications.
 *
 * @param at time of the last attempt, epoch ms. The journal must already contain the attempt.
 */
export async function publishFailedDelivery(
  { index, changes }: Pick<ExecutionRuntime, 'index' | 'changes'>,
  journal: Pick<Journal, 'execution'>,
  id: ExecutionId,
  at: number,
): Promise<void> {
  const open = index.get(id);
  if (open !== undefined) {
    open.failedDeliveries = { count: (open.failedDeliveries?.count ?? 0) + 1, lastAt: at };
    changes.note(open);
    return;
  }
  const ended = await journal.execution(id);
  if (ended !== undefined) changes.noteEnded(ended);
}

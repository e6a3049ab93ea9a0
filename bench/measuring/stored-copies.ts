import { join } from 'node:path';
import type { OnFatal } from '../../coordinator/store/files/storage-error.ts';
import { openEmbeddedJournal } from '../../coordinator/store/journal/embedded-journal.ts';
import type { ExecutionId } from '../../protocol/ids.ts';

/** Number of executions that are stored in one commit. */
const BATCH = 200;

/**
 * Stores copies of an ended execution in the journal of a stopped coordinator, until it contains `count` executions
 * including the original. `also` stores the other data of a batch of copies.
 */
export async function storeCopies(
  dataDir: string,
  template: ExecutionId,
  count: number,
  onFatal: OnFatal,
  also: (ids: readonly ExecutionId[]) => Promise<void> = async () => undefined,
): Promise<void> {
  const journal = await openEmbeddedJournal({
    path: join(dataDir, 'journal.db'),
    worker: new URL('../../coordinator/store/journal/journal-worker.ts', import.meta.url),
    onFatal,
  });
  try {
    const entries = await journal.readExecution(template);
    const summary = await journal.execution(template);
    if (summary === undefined) throw new Error('the execution was not stored');
    for (let stored = 1; stored < count; stored += BATCH) {
      const ids = await Promise.all(
        Array.from({ length: Math.min(BATCH, count - stored) }, () => journal.nextExecutionId()),
      );
      await journal.append(
        ids.flatMap((id) =>
          entries.map(({ type, data, time }) => ({
            executionId: id,
            type,
            data,
            time,
            summary: { ...summary, id },
          })),
        ),
      );
      await also(ids);
    }
  } finally {
    await journal.close();
  }
}

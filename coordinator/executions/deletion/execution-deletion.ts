import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Erasures } from '../../store/erasures.ts';
import type { Journal } from '../../store/journal/journal.ts';
import { JournalCommit } from '../../store/journal/journal-commit.ts';
import { Listeners } from '../../store/listeners.ts';
import type { DeletionErrors, DeletionRequest } from '../executions.ts';
import { type Retries, retryRecordOf } from '../retries/retries.ts';
import type { ExecutionRuntime } from '../runtime/execution-runtime.ts';

/** Number of executions that are marked as deleted in one commit. */
const BATCH = 200;

export interface ExecutionDeletionParts {
  readonly journal: Pick<Journal, 'execution' | 'entomb'>;
  readonly erasures: Pick<Erasures, 'wake'>;
  readonly runtime: Pick<ExecutionRuntime, 'index' | 'forget'>;
  readonly retries: Pick<Retries, 'expected'>;
}

/**
 * Deletes executions. A commit marks a batch of executions as deleted, which hides them at once. Their data is removed
 * later, in the background.
 */
export class ExecutionDeletion {
  /** Notified of each batch once the batch is durably marked. */
  readonly deleted = new Listeners<readonly ExecutionSummary[]>();
  readonly #parts: ExecutionDeletionParts;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ExecutionDeletionParts) {
    this.#parts = parts;
  }

  /** See {@link Executions.delete}. */
  async delete(ids: readonly ExecutionId[], request: DeletionRequest): Promise<DeletionErrors> {
    const errors = new Map<ExecutionId, OutrunnerError>();
    const unique = [...new Set(ids)];
    for (let from = 0; from < unique.length; from += BATCH) {
      const batch = unique.slice(from, from + BATCH);
      await this.#inTurn(() => this.#deleteBatch(batch, request, errors));
    }
    return errors;
  }

  /** Resolves once no batch is in progress. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** Runs one batch at a time, so that no execution is deleted by two requests. */
  async #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#last.then(act);
    this.#last = done.catch(() => undefined);
    await done;
  }

  async #deleteBatch(
    batch: readonly ExecutionId[],
    { permit, record }: DeletionRequest,
    errors: Map<ExecutionId, OutrunnerError>,
  ): Promise<void> {
    const { journal, runtime, erasures } = this.#parts;
    const found: ExecutionSummary[] = [];
    for (const id of batch) {
      try {
        found.push(await this.#deletable(id, permit));
      } catch (error) {
        if (!isOutrunnerError(error)) throw error;
        errors.set(id, error);
      }
    }
    if (found.length === 0) return;
    const ids = found.map(({ id }) => id);
    const commit = new JournalCommit();
    record?.(found, commit);
    await journal.entomb(ids, { forgotten: ids.map(retryRecordOf), audit: commit.audit });
    for (const id of ids) runtime.forget(id);
    this.deleted.notify(found);
    erasures.wake();
  }

  async #deletable(id: ExecutionId, permit: DeletionRequest['permit']): Promise<ExecutionSummary> {
    const { journal, runtime, retries } = this.#parts;
    const summary = await journal.execution(id);
    if (summary === undefined) throw new OutrunnerError('not-found', { kind: 'Execution', name: id });
    permit?.(summary);
    if (isOpenStatus(summary.status) || runtime.index.get(id) !== undefined)
      throw new OutrunnerError('execution-running', { execution: id });
    if (retries.expected().has(id)) throw new OutrunnerError('execution-retry-pending', { execution: id });
    return summary;
  }
}

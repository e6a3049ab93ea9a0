/** Entry point of the thread that writes the journal. Its `workerData` is the path of the database. */
import { parentPort, workerData } from 'node:worker_threads';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { writeError } from '../files/sqlite-error.ts';
import { openDatabase } from '../sqlite/open-database.ts';
import { DURATION_INDEX } from './execution-figures.ts';
import { EXECUTION_FILTER_INDEXES } from './execution-filter.ts';
import type { JournalBatch, JournalFailure, JournalReply } from './journal-acts.ts';
import { JOURNAL_FORMAT } from './journal-format.ts';
import { JournalWriter } from './journal-writer.ts';
import { repairCounters } from './repair-counters.ts';

/** Number of pages in the write-ahead log (4 MiB) after which a commit also checkpoints, so that the log is reused. */
const CHECKPOINT_PAGES = 1000;

function reply(message: JournalReply): void {
  parentPort?.postMessage(message);
}

function failureOf(error: unknown): JournalFailure {
  const known = isOutrunnerError(error) ? { code: error.code, parameters: error.parameters } : undefined;
  return { code: known?.code, parameters: known?.parameters ?? {}, message: problemOf(error) };
}

function replyFailed(error: unknown): void {
  reply({ kind: 'failed', error: failureOf(error) });
}

function run(path: string): void {
  const database = openDatabase(path, JOURNAL_FORMAT, 'full');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec(EXECUTION_FILTER_INDEXES);
  database.exec(DURATION_INDEX);
  const problems = repairCounters(database);
  const writer = new JournalWriter(database);
  parentPort?.on('message', (batch: JournalBatch | 'close') => {
    try {
      if (batch === 'close') {
        database.close();
        parentPort?.close();
        return;
      }
      const refused = Array.from(writer.write(batch), ([index, error]) => ({
        index,
        error: failureOf(writeError(error, path)),
      }));
      reply({ kind: 'committed', refused });
    } catch (error) {
      replyFailed(writeError(error, path) ?? error);
    }
  });
  reply({ kind: 'ready', problems });
}

try {
  run(String(workerData));
} catch (error) {
  replyFailed(error);
}

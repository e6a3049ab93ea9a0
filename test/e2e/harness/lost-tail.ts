import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Returns the bytes of output in a stopped coordinator's data dir. */
export async function storedBytes(dataDir: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-e2e-copy-'));
  try {
    // Read a copy: opening the database itself would checkpoint its write-ahead log.
    for (const name of await readdir(dataDir))
      if (name.startsWith('output.db')) await cp(join(dataDir, name), join(folder, name));
    return withOutput(folder, (database) =>
      Number(database.prepare('SELECT total(length) AS bytes FROM frame').get()?.['bytes']),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Removes the output that a stopped coordinator had not recorded as durable, which is the worst effect of a power loss.
 * Used on hosts that cannot mount a `CrashDisk`.
 */
export function dropUnsyncedOutput(dataDir: string): void {
  withOutput(dataDir, (database) =>
    database.exec(`DELETE FROM frame WHERE start >= (SELECT durable FROM operation
      WHERE operation.execution = frame.execution AND operation.sequence = frame.operation)`),
  );
}

function withOutput<T>(dataDir: string, act: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(dataDir, 'output.db'));
  try {
    return act(database);
  } finally {
    database.close();
  }
}

import { recordSynchronised, type Synchronised } from '../../../job-language/sync/synchronised-jobs.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { ClientSession } from '../../session/session.ts';
import type { OpenedFolder } from './opened-folder.ts';

/**
 * Stores the versions that folder and coordinator have in common. A failure is reported but does not fail the command,
 * because version control also contains these versions.
 */
export async function keepRecord(
  { streams }: ClientSession,
  { folder, record, history, coordinator }: OpenedFolder,
  synchronised: Synchronised,
): Promise<void> {
  try {
    await folder.writeRecord(
      await recordSynchronised(record, synchronised, { history, url: coordinator.url }),
    );
  } catch (error) {
    streams.say(`warning: .outrunner/sync.json cannot be written: ${problemOf(error)}`);
  }
}

import { eraseRemovedVariables } from '../../../support/process/erase-environment.ts';
import { MASTER_KEY_VARIABLE } from '../../keys/open-master-keys.ts';
import type { Log } from './log.ts';

/**
 * Erases the master key from the environment of this process, once it was read. Steps of a Local Runner may run as the
 * same user, and so may read the environment of this process and its children.
 */
export function eraseMasterKeyVariable(log: Pick<Log, 'warn'>): void {
  if (process.env[MASTER_KEY_VARIABLE] === undefined) return;
  delete process.env[MASTER_KEY_VARIABLE];
  if (!eraseRemovedVariables())
    log.warn(
      {},
      `other processes of this user can still read ${MASTER_KEY_VARIABLE}: use OUTRUNNER_MASTER_KEY_FILE instead`,
    );
}

import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { InstanceId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { logSetAside } from '../data-dir/damaged-places.ts';
import { differingSettings } from '../keeper-client/differing-settings.ts';
import { KeeperAttachment } from '../keeper-client/keeper-attachment.ts';
import { settingsForKeeper } from '../keeper-client/settings-for-keeper.ts';
import { DEFAULT_BACKOFF } from '../transport/call-policies.ts';
import { LinkDown } from '../transport/link-down.ts';
import { persistently } from '../transport/persistent-call.ts';
import { AttachedReplica } from './attached-replica.ts';
import type { ReplicaOptions } from './replica-options.ts';

/**
 * Runs an enrolled replica until it is drained or leaves. Starts new keepers and opens new sessions as needed. Rejects
 * with errors that a person has to resolve.
 */
export async function runReplica(options: ReplicaOptions): Promise<'drained' | 'left'> {
  const { stop, log } = options;
  setMaxListeners(100, stop.left);
  for (let attached = 0; ; attached++) {
    const attachment = await attach(options, attached > 0);
    if (attachment === undefined) return 'left';
    for (const damage of attachment.keeper.attached.damages) logSetAside(log, damage);
    warnOfOtherSettings(options, attachment);
    const replica = new AttachedReplica(
      options,
      attachment,
      InstanceId.parse(attachment.keeper.attached.instanceId),
    );
    try {
      const end = await replica.run();
      if (end !== 'keeper-lost') return end;
    } finally {
      attachment.keeper.close();
    }
    log.warn('the keeper and its steps have died: starting a new keeper');
  }
}

/**
 * Warns if the keeper runs with other settings: a keeper from an earlier runner keeps the settings of its own start.
 */
function warnOfOtherSettings({ dataDir, settings, log }: ReplicaOptions, { keeper }: KeeperAttachment): void {
  const { settings: kept, pid } = keeper.attached;
  const names = differingSettings(settingsForKeeper(dataDir, settings), kept);
  if (names.length === 0) return;
  log.warn(
    { keeper: pid, settings: names.join(', ') },
    'the running keeper was started with other settings: the new settings take effect when the keeper restarts',
  );
}

/**
 * Fails if the data dir was removed. A new keeper would create it again, against the intent of the removal. Errors:
 * `data-dir-unusable`.
 */
function refuseRemoved(path: string): void {
  if (existsSync(path)) return;
  const remedy = 'Enroll it again, with another token.';
  throw new OutrunnerError('data-dir-unusable', { path, problem: 'it was removed', remedy });
}

/**
 * Attaches to the keeper, and starts a keeper if none is running. A lost link to the keeper is retried. At the start of
 * the runner, any other failure rejects with an error that a person has to resolve; later, only errors of the catalogue
 * do. Resolves to undefined if the runner was requested to end at once.
 */
async function attach(options: ReplicaOptions, isLater: boolean): Promise<KeeperAttachment | undefined> {
  const { dataDir, keeperProgram, settings, stop, log } = options;
  try {
    return await persistently(
      async () => {
        if (isLater) refuseRemoved(dataDir);
        try {
          return await KeeperAttachment.open(dataDir, keeperProgram, settingsForKeeper(dataDir, settings));
        } catch (error) {
          if (!isLater || isOutrunnerError(error)) throw error;
          throw new LinkDown(problemOf(error), { cause: error });
        }
      },
      {
        backoff: DEFAULT_BACKOFF,
        signal: stop.left,
        onFailure: (error) => log.warn({ err: error }, 'the keeper did not start: retrying'),
      },
    );
  } catch (error) {
    if (stop.left.aborted) return undefined;
    if (isOutrunnerError(error)) throw error;
    throw new OutrunnerError(
      'data-dir-unusable',
      {
        path: dataDir,
        problem: `no keeper starts there (${problemOf(error)})`,
        remedy: 'Check its file keeper.log.',
      },
      { cause: error },
    );
  }
}

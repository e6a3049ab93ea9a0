import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { systemCode } from '../../support/files/system-code.ts';
import { keeperLayout } from '../data-dir/keeper-layout.ts';
import { isAlive } from '../keeper/processes/process-identity.ts';
import type { KeeperSettings } from '../link/keeper-settings.ts';
import { LinkClosed } from '../link/link-refusal.ts';
import { readOwner } from '../link/owner-record.ts';
import { KeeperClient, type KeeperEvents } from './keeper-client.ts';
import { KeeperLaunch, type KeeperProgram } from './keeper-launch.ts';

export interface KeeperStart {
  /** The replica's data dir. It is created (0700) if it is missing. */
  readonly dataDir: string;
  /** Absolute paths, for example `process.execPath` and `[…/keeper.cjs]`. `--data-dir` and options are appended. */
  readonly program: KeeperProgram;
  readonly events: KeeperEvents;
  /** Settings for a new keeper. A running keeper does not change its settings. */
  readonly settings?: KeeperSettings;
}

/** Time limit until the keeper listens, in ms. */
const START_MILLISECONDS = 15_000;
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 100;
/** Errors of a socket on which no process listens. ECONNRESET comes from a keeper that has just died. */
const GONE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

/**
 * Attaches to the keeper of a data dir. If none is running, first starts one, detached and in its own session. Safe
 * against concurrent callers. Rejects with `LinkRefusal` if a keeper of an incompatible version is running, with
 * `data-dir-copied`, or with an `Error` that explains why no keeper started.
 */
export async function startOrAttachKeeper(start: KeeperStart): Promise<KeeperClient> {
  mkdirSync(start.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(start.dataDir);
  const giveUpAt = performance.now() + START_MILLISECONDS;
  let launch: KeeperLaunch | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const client = await attachToOwner(dataDir, start.events);
    if (client) return client;
    if (launch?.failure !== undefined) throw new Error(`The keeper did not start: ${launch.failure}`);
    if (performance.now() > giveUpAt) throw new Error(unresponsive(dataDir));
    // A keeper that exited with code 0 found another owner. This owner may have exited since.
    if (!launch || launch.ended) launch = new KeeperLaunch(dataDir, start.program, start.settings ?? {});
    await sleep(pause);
  }
}

function unresponsive(dataDir: string): string {
  const { owner } = readOwner(keeperLayout(dataDir).keeper);
  const holder =
    owner !== undefined && isAlive(owner) ? `; its owner, process ${owner.pid}, does not respond` : '';
  return `No keeper of ${dataDir} answered in time${holder}.`;
}

/** Attaches to the keeper in the owner record. Resolves to undefined if no keeper listens. */
async function attachToOwner(dataDir: string, events: KeeperEvents): Promise<KeeperClient | undefined> {
  const { owner, isCopy } = readOwner(keeperLayout(dataDir).keeper);
  if (!owner) return undefined;
  if (isCopy) {
    // The data dir is a copy: the running keeper and the recorded steps belong to the original.
    if (isAlive(owner)) throw new OutrunnerError('data-dir-copied', { path: dataDir, pid: owner.pid });
    return undefined;
  }
  try {
    return await KeeperClient.attach(owner.socketPath, events);
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof LinkClosed || GONE.has(code)) return undefined;
    throw error;
  }
}

import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { keeperLayout } from '../data-dir/keeper-layout.ts';
import { isAlive } from '../keeper/processes/process-identity.ts';
import type { KeeperSettings } from '../link/keeper-settings.ts';
import { LinkClosed } from '../link/link-refusal.ts';
import { readOwner } from '../link/owner-record.ts';
import { KeeperClient, type KeeperEvents } from './keeper-client.ts';
import { KeeperLaunch, type KeeperProgram } from './keeper-launch.ts';

export interface KeeperStart {
  /** The replica's data dir; made (0700) where it is missing. */
  readonly dataDir: string;
  /** How to start a keeper: e.g. `process.execPath` and `[…/keeper.cjs]`, absolute. `--data-dir` and options are added. */
  readonly program: KeeperProgram;
  readonly events: KeeperEvents;
  /** They count for a keeper that is started, not for a living one. */
  readonly settings?: KeeperSettings;
  /** How long a keeper may take to listen, default 15 000. */
  readonly startMilliseconds?: number;
}

const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 100;
/** What the system says of a socket where nobody listens (any more): the last one is of a keeper that has just died. */
const GONE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

/**
 * Attaches to the data dir's keeper; where none lives, one is started first, detached, in a session of its own. Safe
 * against others doing the same. Rejects with `LinkRefusal` (another version's keeper lives), `data-dir-copied`, or an
 * `Error` that says why no keeper came up.
 */
export async function startOrAttachKeeper(start: KeeperStart): Promise<KeeperClient> {
  mkdirSync(start.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(start.dataDir);
  const giveUpAt = performance.now() + (start.startMilliseconds ?? 15_000);
  let launch: KeeperLaunch | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const client = await attachToOwner(dataDir, start.events);
    if (client) return client;
    if (launch?.failure !== undefined) throw new Error(`The keeper did not start: ${launch.failure}`);
    if (performance.now() > giveUpAt) throw new Error(silence(dataDir));
    // One that ended in peace found another owner, which may have ended since.
    if (!launch || launch.ended) launch = new KeeperLaunch(dataDir, start.program, start.settings ?? {});
    await sleep(pause);
  }
}

function silence(dataDir: string): string {
  const { owner } = readOwner(keeperLayout(dataDir).keeper);
  const holder =
    owner !== undefined && isAlive(owner) ? `; process ${owner.pid} holds it, and is silent` : '';
  return `No keeper of ${dataDir} answered in time${holder}.`;
}

/** Undefined where no keeper listens (any more). */
async function attachToOwner(dataDir: string, events: KeeperEvents): Promise<KeeperClient | undefined> {
  const { owner, isCopy } = readOwner(keeperLayout(dataDir).keeper);
  if (!owner) return undefined;
  if (isCopy) {
    // Its keeper works for the original, and so do the steps that are recorded here.
    if (isAlive(owner)) throw new OutrunnerError('data-dir-copied', { path: dataDir, pid: owner.pid });
    return undefined;
  }
  try {
    return await KeeperClient.attach(owner.socketPath, events);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof LinkClosed || GONE.has(code)) return undefined;
    throw error;
  }
}

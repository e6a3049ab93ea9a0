import { KeeperClient, type KeeperEvents } from './keeper-client.ts';

export interface KeeperStart {
  /** The replica's data dir; made (0700) where it is missing. */
  readonly dataDir: string;
  /** How to start a keeper: e.g. `process.execPath` and `[…/keeper.cjs]`. `--data-dir` and options are added. */
  readonly program: { readonly command: string; readonly args: readonly string[] };
  readonly events: KeeperEvents;
  /** Most bytes of output kept unreleased; default 1 GiB. Counts for a keeper that is started, not for a living one. */
  readonly spoolLimitBytes?: number;
  /** How long a keeper may take to listen, default 15 000. */
  readonly startMilliseconds?: number;
}

/** Attaches to the data dir's keeper, started detached first where none lives. Safe against others doing the same. */
export async function startOrAttachKeeper(start: KeeperStart): Promise<KeeperClient> {
  return KeeperClient.attach(start.dataDir, start.events);
}

import type { Level } from '../settings/observation-settings.ts';
import type { PoolLimits } from '../ssh/connection/connection-pool.ts';

/**
 * Settings of the runner that are its keeper's to keep. They count for a keeper that is started; one that lives keeps
 * those that it was started with.
 */
export interface KeeperSettings {
  /** Of all spools together, bytes. */
  readonly spoolLimit?: number;
  /** In a folder of its own there stand the scripts of running steps. Left out: in the data dir. */
  readonly tempDir?: string;
  readonly sshPool?: PoolLimits;
  /** Left out: it keeps no log. */
  readonly log?: KeeperLogSettings;
}

export interface KeeperLogSettings {
  /** Absolute. */
  readonly file: string;
  readonly json: boolean;
  readonly level: Level;
  readonly maxSize: number;
  readonly maxAge: number;
  readonly maxFiles: number;
}

/** As the keeper's command line takes them. They hold no secret: arguments stand in every listing of processes. */
export function keeperArguments(settings: KeeperSettings): string[] {
  return ['--settings', JSON.stringify(settings)];
}

/** Reads what {@link keeperArguments} wrote; whoever calls a keeper is a runner. */
export function readKeeperSettings(text: string): KeeperSettings {
  return JSON.parse(text);
}

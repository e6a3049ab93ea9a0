import type { Level } from '../settings/observation-settings.ts';
import type { PoolLimits } from '../ssh/connection/connection-pool.ts';

/** Settings of the runner that its keeper uses. A keeper gets them at its start and never changes them. */
export interface KeeperSettings {
  /** Total limit of all spools, in bytes. */
  readonly spoolLimit?: number;
  /** Folder in which the keeper creates its folder for scripts. Default: the data dir. */
  readonly tempDir?: string;
  readonly sshPool?: PoolLimits;
  /** If absent, the keeper writes no log. */
  readonly log?: KeeperLogSettings;
}

export interface KeeperLogSettings {
  /** Absolute path. */
  readonly file: string;
  readonly json: boolean;
  readonly level: Level;
  readonly maxSize: number;
  readonly maxAge: number;
  readonly maxFiles: number;
}

/** Returns the keeper's arguments. They must not contain secrets, because process listings show arguments. */
export function keeperArguments(settings: KeeperSettings): string[] {
  return ['--settings', JSON.stringify(settings)];
}

/**
 * Parses the argument that {@link keeperArguments} wrote. It is not validated, because the keeper trusts its runner.
 */
export function readKeeperSettings(text: string): KeeperSettings {
  return JSON.parse(text);
}

import { parseArgs } from 'node:util';
import { type KeeperSettings, readKeeperSettings } from '../link/keeper-settings.ts';

export interface KeeperOptions {
  readonly dataDir: string;
  readonly idleMilliseconds: number;
  readonly spoolLimit: number;
  readonly settings: KeeperSettings;
}

const GIBIBYTE = 1024 ** 3;
const SMALLEST_SPOOL = 256 * 1024;

/**
 * Parses the keeper's arguments, which come only from the runner. Throws an `Error` that describes the invalid
 * argument.
 */
export function parseKeeperOptions(args: readonly string[]): KeeperOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'data-dir': { type: 'string' },
      settings: { type: 'string', default: '{}' },
      'idle-milliseconds': { type: 'string', default: '10000' },
    },
  });
  const dataDir = values['data-dir'];
  const idleMilliseconds = Number(values['idle-milliseconds']);
  const settings = readKeeperSettings(values.settings);
  const { spoolLimit = GIBIBYTE } = settings;
  if (dataDir === undefined) throw new Error('--data-dir is missing.');
  if (!(spoolLimit >= SMALLEST_SPOOL))
    throw new Error(`The spool limit must be at least ${SMALLEST_SPOOL} bytes.`);
  if (!(idleMilliseconds >= 0)) throw new Error('--idle-milliseconds must be a number of at least 0.');
  return { dataDir, idleMilliseconds, spoolLimit, settings };
}

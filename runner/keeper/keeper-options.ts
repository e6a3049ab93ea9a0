import { parseArgs } from 'node:util';

export interface KeeperOptions {
  readonly dataDir: string;
  readonly spoolLimit: number;
  readonly idleMilliseconds: number;
}

const GIBIBYTE = 1024 ** 3;
const SMALLEST_SPOOL = 256 * 1024;

/** Reads the keeper's own command line; its only caller is the runner. Throws an `Error` that says what is wrong. */
export function parseKeeperOptions(args: readonly string[]): KeeperOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'data-dir': { type: 'string' },
      'spool-limit': { type: 'string', default: String(GIBIBYTE) },
      'idle-milliseconds': { type: 'string', default: '10000' },
    },
  });
  const dataDir = values['data-dir'];
  const spoolLimit = Number(values['spool-limit']);
  const idleMilliseconds = Number(values['idle-milliseconds']);
  if (dataDir === undefined) throw new Error('--data-dir is missing.');
  if (!(spoolLimit >= SMALLEST_SPOOL)) throw new Error(`--spool-limit is at least ${SMALLEST_SPOOL} bytes.`);
  if (!(idleMilliseconds >= 0)) throw new Error('--idle-milliseconds is a number.');
  return { dataDir, spoolLimit, idleMilliseconds };
}

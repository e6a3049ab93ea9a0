import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { keeperLayout } from '../data-dir/keeper-layout.ts';
import { type KeeperSettings, keeperArguments } from '../link/keeper-settings.ts';

/** The command that starts a keeper. */
export interface KeeperProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** Maximum size of the log, in bytes. A larger log is truncated at the next start. */
const LARGEST_LOG = 1024 * 1024;
/** Variables with secrets, which the keeper must not inherit. */
const NOT_FOR_THE_KEEPER = ['OUTRUNNER_ENROLLMENT_TOKEN', 'OUTRUNNER_TOKEN'];
/** glibc gives each thread an arena and retains freed memory there: 25 MB at 1,000 nodes, without any gain in speed. */
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' };

/** An attempt to start a keeper. Its standard error is written to its log file. */
export class KeeperLaunch {
  ended = false;
  /** Why the keeper could not start, which is the first line in its log. */
  failure: string | undefined;

  constructor(dataDir: string, program: KeeperProgram, settings: KeeperSettings) {
    const layout = keeperLayout(dataDir);
    mkdirSync(layout.keeper, { recursive: true, mode: 0o700 });
    const log = openLog(layout.log);
    const child = spawn(
      program.command,
      [...program.args, '--data-dir', dataDir, ...keeperArguments(settings)],
      {
        stdio: ['ignore', 'ignore', log.descriptor],
        detached: true,
        windowsHide: true,
        cwd: process.platform === 'win32' ? dataDir : '/',
        env: {
          ...ONE_ARENA,
          ...Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !NOT_FOR_THE_KEEPER.includes(name)),
          ),
        },
      },
    );
    closeSync(log.descriptor);
    child.once('error', (error) => {
      this.ended = true;
      this.failure = error.message;
    });
    child.once('exit', (code, signal) => {
      this.ended = true;
      if (code !== 0)
        this.failure = lastWords(layout.log, log.size) || `it ended with ${signal ?? `exit code ${code}`}.`;
    });
    child.unref();
  }
}

function openLog(path: string): { descriptor: number; size: number } {
  const descriptor = openSync(path, 'a', 0o600);
  const { size } = fstatSync(descriptor);
  if (size <= LARGEST_LOG) return { descriptor, size };
  closeSync(descriptor);
  return { descriptor: openSync(path, 'w', 0o600), size: 0 };
}

function lastWords(path: string, from: number): string {
  try {
    return readFileSync(path).subarray(from).toString('utf8').trim().split('\n')[0] ?? '';
  } catch {
    return '';
  }
}

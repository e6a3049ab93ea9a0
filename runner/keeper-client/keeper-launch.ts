import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { keeperLayout } from '../data-dir/keeper-layout.ts';
import { type KeeperSettings, keeperArguments } from '../link/keeper-settings.ts';

/** How to start a keeper. */
export interface KeeperProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** The log begins anew at a start that finds it larger. */
const LARGEST_LOG = 1024 * 1024;
/** What the runner was given for itself alone. */
const NOT_FOR_THE_KEEPER = ['OUTRUNNER_ENROLLMENT_TOKEN', 'OUTRUNNER_TOKEN'];
/** glibc gives each thread memory of its own, and keeps what is freed there: at 1,000 nodes 25 MB, for no time gained. */
const ONE_ARENA = { MALLOC_ARENA_MAX: '1' };

/** One attempt to start a keeper. What it complains about goes to its log file. */
export class KeeperLaunch {
  ended = false;
  /** Why it could not start, in its own words. */
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

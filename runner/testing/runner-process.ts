import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunnerOptions } from '../main.ts';
import { Changes } from './eventually.ts';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** A runner in its own process, as the command line starts it. */
export class RunnerProcess {
  readonly child: ChildProcess;
  readonly log: LogLine[] = [];
  readonly changes = new Changes();
  /** Resolves to the exit code, or to the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  raw = '';

  constructor(options: RunnerOptions, environment: NodeJS.ProcessEnv = {}) {
    const all: RunnerOptions = { log: 'json', ...options };
    this.child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'run-from-arguments.ts'), JSON.stringify(all)],
      { stdio: ['pipe', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], ...environment } },
    );
    this.exited = once(this.child, 'exit').then(([code, signal]) => code ?? signal);
    let rest = '';
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.raw += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) this.log.push(JSON.parse(line));
      this.changes.tell();
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the runner was not spawned');
    return this.child.pid;
  }

  /** Resolves once a log message begins with this text. */
  said(beginning: string): Promise<LogLine> {
    return this.changes.until(() => this.log.find((line) => line.msg.startsWith(beginning)));
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.exited;
  }

  /** Resolves to the maximum resident size so far, in MiB. */
  async peakMegabytes(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }
}

/** Creates a data dir for one test. Removing it also ends its keeper. */
export async function temporaryDataDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'outrunner-runner-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

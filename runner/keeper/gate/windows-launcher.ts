import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Stream } from '../../../protocol/runner/frames.ts';
import type { Terminal } from '../../link/command.ts';
import { bootId, identifyProcess } from '../processes/process-identity.ts';
import type { OutputSource, OutputTaker } from './output-source.ts';
import {
  NoTerminals,
  type OpenedStep,
  type ResolvedCommand,
  type StepExit,
  type StepLauncher,
  type StepProcess,
} from './step-process.ts';
import type { TerminalDriver } from './terminal-driver.ts';

/**
 * Launches steps on Windows, without a gate. A step is spawned when it is opened. If the keeper crashes between the
 * *opening* record and the spawn, the end of the step is unknown. The tests do not cover this class.
 */
export class WindowsLauncher implements StepLauncher {
  readonly #terminals: TerminalDriver;

  constructor(terminals: TerminalDriver) {
    this.#terminals = terminals;
  }

  async prepare(terminal: Terminal): Promise<StepProcess> {
    if (terminal && !this.#terminals.available) throw new NoTerminals(this.#terminals.reason);
    return new WindowsStep();
  }

  close(): void {}
}

class WindowsStep implements StepProcess {
  readonly identity = undefined;
  readonly exited: Promise<StepExit>;
  #settle: (exit: StepExit) => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  open(command: ResolvedCommand): OpenedStep {
    const [program = '', ...args] = command.argv;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: command.env,
      cwd: command.cwd,
      windowsHide: true,
    });
    child.once('error', () => this.#settle({ code: 127, signal: null }));
    child.once('exit', (code, signal) => this.#settle({ code, signal }));
    const pid = child.pid ?? 0;
    return {
      identity: identifyProcess(pid) ?? { pid, startTime: 'unknown', bootId: bootId() },
      sources: [streamSource('stdout', child.stdout), streamSource('stderr', child.stderr)],
    };
  }

  abandon(): void {}
}

function streamSource(stream: Stream, readable: Readable): OutputSource {
  return {
    stream,
    start(taker: OutputTaker) {
      readable.on('data', (chunk: Buffer) => taker.onChunk(chunk));
      readable.once('close', () => taker.onEnd());
      readable.on('error', () => readable.destroy());
    },
    pause: () => void readable.pause(),
    resume: () => void readable.resume(),
    close: () => void readable.destroy(),
  };
}

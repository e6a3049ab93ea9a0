import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { systemCode } from '../../../support/files/system-code.ts';
import type { Terminal } from '../../link/command.ts';
import { HostFailure } from '../../link/host-fault.ts';
import { identifyProcess, type ProcessIdentity } from '../processes/process-identity.ts';
import type { FifoPool } from './fifo-pool.ts';
import { gateScript } from './gate-script.ts';
import type { InheritableDescriptors } from './inheritable-descriptors.ts';
import { type OutputSource, pipeSource, terminalSource } from './output-source.ts';
import {
  NoTerminals,
  type OpenedStep,
  type ResolvedCommand,
  type StepExit,
  type StepProcess,
} from './step-process.ts';
import type { OpenedTerminal, TerminalDriver } from './terminal-driver.ts';

export interface GateResources {
  readonly fifos: FifoPool;
  readonly terminals: TerminalDriver;
  readonly inheritable: InheritableDescriptors;
}

/**
 * A shell, in its own session, that waits for a command and then executes that command in its place. An unopened gate
 * exits when this process dies.
 */
export class Gate implements StepProcess {
  readonly identity: ProcessIdentity;
  readonly exited: Promise<StepExit>;
  readonly #streams: GateStreams;
  readonly #input: Writable;

  private constructor(child: ChildProcess, identity: ProcessIdentity, streams: GateStreams) {
    this.identity = identity;
    this.#streams = streams;
    if (!child.stdin) throw new Error('The gate was spawned without a standard input.');
    this.#input = child.stdin;
    // If the gate died before it was opened, writing fails. `exited` reports the death.
    this.#input.on('error', () => undefined);
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  }

  /** Spawns a gate. Rejects with the system's error, a {@link HostFailure}, or {@link NoTerminals}. */
  static async spawn(resources: GateResources, terminal: Terminal): Promise<Gate> {
    const streams = terminal ? openTerminal(resources, terminal) : await openPipes(resources.fifos);
    try {
      const child = spawn('/bin/sh', [], {
        stdio: ['pipe', ...streams.outputs, ...resources.inheritable.overlay()],
        env: {},
        cwd: '/',
        detached: true,
      });
      return new Gate(child, await identify(child), streams);
    } catch (error) {
      for (const source of streams.sources) source.close();
      throw error;
    } finally {
      for (const output of new Set(streams.outputs)) closeSync(output);
      if (streams.terminal) resources.inheritable.delete(streams.terminal.slave);
    }
  }

  open(command: ResolvedCommand): OpenedStep {
    const path = this.#streams.terminal?.path;
    this.#input.end(gateScript({ ...command, ...(path !== undefined && { terminalPath: path }) }));
    return { identity: this.identity, sources: this.#streams.sources };
  }

  abandon(): void {
    this.#input.end();
    for (const source of this.#streams.sources) source.close();
  }
}

interface GateStreams {
  /** Reading descriptors of the child's standard output and standard error. */
  readonly outputs: readonly [number, number];
  readonly sources: readonly OutputSource[];
  readonly terminal?: OpenedTerminal;
}

async function openPipes(fifos: FifoPool): Promise<GateStreams> {
  const stdout = await fifos.take();
  try {
    const stderr = await fifos.take();
    return {
      outputs: [stdout.writer, stderr.writer],
      sources: [pipeSource('stdout', stdout.reader), pipeSource('stderr', stderr.reader)],
    };
  } catch (error) {
    closeSync(stdout.reader);
    closeSync(stdout.writer);
    throw error;
  }
}

function openTerminal(resources: GateResources, size: Exclude<Terminal, false>): GateStreams {
  const { terminals, inheritable } = resources;
  if (!terminals.available) throw new NoTerminals(terminals.reason);
  const terminal = terminals.open(size.columns, size.rows);
  inheritable.add(terminal.master);
  inheritable.add(terminal.slave);
  const source = terminalSource(terminal.master, {
    resize: (columns, rows) => terminals.resize(terminal.master, columns, rows),
    onClosed: () => inheritable.delete(terminal.master),
  });
  return { outputs: [terminal.slave, terminal.slave], sources: [source], terminal };
}

/**
 * Returns a {@link HostFailure} if the shell is the cause. The working folder of a gate always exists, so ENOENT and
 * EACCES concern the shell.
 */
function ofShell(error: Error): Error {
  const code = systemCode(error);
  const isShell = code === 'ENOENT' || code === 'EACCES' || code === 'ENOEXEC';
  return isShell ? new HostFailure('no-shell', error.message, error) : error;
}

function identify(child: ChildProcess): Promise<ProcessIdentity> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(ofShell(error)));
    if (child.pid === undefined) return;
    const identity = identifyProcess(child.pid);
    if (identity) resolve(identity);
    else reject(new Error('The shell ended as soon as it was started.'));
  });
}

import { text } from 'node:stream/consumers';
import { eraseRemovedVariables } from '../support/process/erase-environment.ts';
import type { SignalSource } from './agent/stop-requests.ts';
import type { KeeperProgram } from './keeper-client/keeper-launch.ts';
import { type PluginProgram, pluginProgram } from './programs/plugin-program.ts';
import { siblingProgram } from './programs/sibling-program.ts';

/** What the runner has of the process it runs in. */
export interface RunnerHost {
  readonly environment: NodeJS.ProcessEnv;
  /** Hides variables that were removed from the environment from other processes. Returns false if that fails. */
  readonly eraseRemovedVariables: () => boolean;
  readonly signals: SignalSource;
  /** Standard input, whole. */
  readonly readInput: () => Promise<string>;
  /** Warnings of Node.js itself go to the listener, and no longer to standard error beside the log. */
  readonly takeWarnings: (listener: (warning: Error) => void) => void;
  /** Take whole lines, one or many. */
  readonly console: { readonly error: (line: string) => void; readonly out: (line: string) => void };
  /** Takes the arguments out of listings of processes. */
  readonly hideArguments: () => void;
  readonly keeperProgram: KeeperProgram;
  readonly pluginProgram: PluginProgram;
}

export function thisProcess(): RunnerHost {
  for (const stream of [process.stdout, process.stderr]) outliveReader(stream);
  const [command, ...args] = siblingProgram('keeper');
  return {
    environment: process.env,
    eraseRemovedVariables,
    signals: process,
    readInput: () => text(process.stdin),
    takeWarnings: (listener) => {
      process.removeAllListeners('warning');
      process.on('warning', listener);
    },
    console: {
      error: (line) => void process.stderr.write(line),
      out: (line) => void process.stdout.write(line),
    },
    hideArguments: () => {
      process.title = 'outrunner runner';
    },
    keeperProgram: { command, args },
    pluginProgram: pluginProgram(process.env),
  };
}

/** Whoever read the log went away: a runner goes on without. */
function outliveReader(stream: NodeJS.WriteStream): void {
  stream.removeAllListeners('error').on('error', () => undefined);
}

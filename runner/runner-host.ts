import { text } from 'node:stream/consumers';
import { eraseRemovedVariables } from '../support/process/erase-environment.ts';
import type { SignalSource } from './agent/stop-requests.ts';
import type { KeeperProgram } from './keeper-client/keeper-launch.ts';
import { type PluginProgram, pluginProgram } from './programs/plugin-program.ts';
import { siblingProgram } from './programs/sibling-program.ts';

/** The runner's view of its own process. */
export interface RunnerHost {
  readonly environment: NodeJS.ProcessEnv;
  /** Erases removed variables from the environment that other processes can read. Returns false on failure. */
  readonly eraseRemovedVariables: () => boolean;
  readonly signals: SignalSource;
  /** Resolves to the whole content of standard input. */
  readonly readInput: () => Promise<string>;
  /** Sends warnings of Node.js to the listener instead of standard error. */
  readonly takeWarnings: (listener: (warning: Error) => void) => void;
  /** Outputs of the console. Each function accepts one or more complete lines. */
  readonly console: { readonly error: (line: string) => void; readonly out: (line: string) => void };
  /** Hides the arguments in process listings, except on Windows. */
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

/** Ignores write errors, so that the runner continues after the reader of its log has exited. */
function outliveReader(stream: NodeJS.WriteStream): void {
  stream.removeAllListeners('error').on('error', () => undefined);
}

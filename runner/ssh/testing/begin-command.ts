import type { SshConnection } from '../connection/connection.ts';
import {
  RemoteCommand,
  type RemoteCommandRequest,
  type RemoteEnd,
  type RemoteOutputTaker,
} from '../exec/remote-command.ts';

export interface Ran extends RemoteEnd {
  readonly stdout: string;
  readonly stderr: string;
}

export interface BegunCommand {
  readonly running: RemoteCommand;
  /** Standard output so far. */
  output(): string;
  /** Standard error so far. */
  errors(): string;
  readonly done: Promise<Ran>;
}

/** The default request of a test command. */
export const REQUEST = {
  environment: {},
  windows: false,
  graceSeconds: 1,
  timeoutMilliseconds: 0,
  drainMilliseconds: 300,
};

/** Begins a command on a node, and collects its output. */
export async function beginCommand(
  on: SshConnection,
  command: string,
  different: Partial<RemoteCommandRequest> = {},
): Promise<BegunCommand> {
  const taken = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const taker: RemoteOutputTaker = {
    onChunk: (stream, chunk) => {
      taken[stream].push(Buffer.from(chunk));
    },
  };
  const running = await RemoteCommand.start(on, { ...REQUEST, command, ...different }, taker);
  const output = () => Buffer.concat(taken.stdout).toString();
  const errors = () => Buffer.concat(taken.stderr).toString();
  const done = running.ended.then((end) => ({
    ...end,
    stdout: output(),
    stderr: errors(),
  }));
  return { running, output, errors, done };
}

import type { ExecOptions } from 'ssh2';
import type { Connection } from '../connection/connection.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type CommandChannel, SessionChannel } from './command-channel.ts';
import type { RemoteCommandRequest } from './remote-command.ts';
import { QUIET_TERMINAL, VARIABLE, wrap } from './wrapper.ts';

/** A command travels to its shell in one variable, of which Linux takes 128 KiB; of all together some more. */
const LONGEST_TEXT = 100_000;
const LONGEST_TOGETHER = 1_000_000;

/**
 * Begins a command: by the helper of the connection, where it can run it, or in a session of its own. Rejects with
 * `SessionRefused` or an SshFailure where it did not begin, as when it was given up until then.
 */
export async function beginOnNode(
  connection: Connection,
  request: RemoteCommandRequest,
  signal?: AbortSignal,
): Promise<CommandChannel> {
  if (request.windows)
    return new SessionChannel(await connection.exec(request.command, execOptions(request)));
  const helped = canBeHelped(request)
    ? await connection.helper.take(request.isFollowed === true, signal)
    : undefined;
  if (helped?.kind === 'helper') {
    if (!signal?.aborted) return helped.helper.begin({ ...request, environment: variablesOf(request) });
    connection.helper.giveBack(helped.helper);
    throw notStarted();
  }
  const wrapper = wrap({ ...request, terminal: request.terminal !== undefined });
  const channel = helped?.channel ?? (await connection.exec(wrapper.request, execOptions(request)));
  if (signal?.aborted) {
    // The wrapper gets no line, and ends.
    channel.on('error', () => undefined).close();
    throw notStarted();
  }
  channel.write(wrapper.line);
  return new SessionChannel(channel);
}

const notStarted = () => new SshFailure('Interrupted', 'It was cancelled before it was started.', '');

function canBeHelped({ terminal, input, command, environment }: RemoteCommandRequest): boolean {
  if (terminal !== undefined || input !== undefined) return false;
  const lengths = [command, ...Object.values(environment)].map((text) => Buffer.byteLength(text));
  return (
    lengths.every((length) => length <= LONGEST_TEXT) &&
    lengths.reduce((sum, length) => sum + length, 0) <= LONGEST_TOGETHER
  );
}

function variablesOf({ environment }: RemoteCommandRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => VARIABLE.test(name)));
}

function execOptions({ terminal, windows, environment }: RemoteCommandRequest): ExecOptions {
  // Sent without a question: a server that refuses a variable leaves it unset.
  const options: ExecOptions = windows ? { env: { ...environment } } : {};
  if (terminal) {
    const pty = { cols: terminal.columns, rows: terminal.rows, term: 'xterm-256color' };
    options.pty = windows ? pty : Object.assign(pty, { modes: QUIET_TERMINAL });
  }
  return options;
}

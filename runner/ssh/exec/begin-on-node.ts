import type { ExecOptions } from 'ssh2';
import type { SshConnection } from '../connection/connection.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type CommandChannel, SessionChannel } from './command-channel.ts';
import type { RemoteCommandRequest } from './remote-command.ts';
import { QUIET_TERMINAL, VARIABLE, wrap } from './wrapper.ts';

/**
 * Maximum length of a command, or of the value of a variable, for a helper, in bytes. The command reaches its shell in
 * a variable, and Linux limits a variable to 128 KiB.
 */
const LONGEST_TEXT = 100_000;
const LONGEST_TOGETHER = 1_000_000;

/**
 * Begins a command with the helper of the connection if possible, otherwise in a new session. Rejects with
 * `SessionRefused`, or with an SshFailure if the command did not begin, for example because of a cancel.
 */
export async function beginOnNode(
  connection: SshConnection,
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
    // The wrapper exits, because it receives no line.
    channel.on('error', () => undefined).close();
    throw notStarted();
  }
  channel.write(wrapper.line);
  return new SessionChannel(channel);
}

const notStarted = () => new SshFailure('Interrupted', 'The step was cancelled before it was started.', '');

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
  // ssh2 does not wait for an answer to these variables. A variable that the server refuses is unset.
  const options: ExecOptions = windows ? { env: { ...environment } } : {};
  if (terminal) {
    const pty = { cols: terminal.columns, rows: terminal.rows, term: 'xterm-256color' };
    options.pty = windows ? pty : Object.assign(pty, { modes: QUIET_TERMINAL });
  }
  return options;
}

import type { Command } from 'commander';
import { openClient, type Session } from './session.ts';
import type { Streams } from './streams.ts';

/** What an action answers when it is not simply done: the exit of the process. */
export type Exit = number | undefined;

/** How commands are run: by the process, or by a test. */
export interface Host {
  readonly streams: Streams;
  readonly environment: NodeJS.ProcessEnv;
  exit: number;
}

/**
 * Gives a command the option `--json` and an action with an open client, which is closed afterwards. The action gets the
 * command's arguments and options as commander parsed them.
 */
export function clientAction<Arguments extends readonly unknown[]>(
  host: Host,
  command: Command,
  act: (session: Session, ...args: Arguments) => Promise<Exit>,
): void {
  command.option('--json', 'print JSON');
  plaintextOption(command).action(async (...args: unknown[]) => {
    const options = command.opts<ClientOptions>();
    // commander hands over what the command's own declaration says; that declaration stands beside each `act`.
    const own = args.slice(0, -1) as unknown as Arguments;
    await withClient(host, options, (session) => act(session, ...own));
  });
}

/** Options of every command that has a client. */
export interface ClientOptions {
  readonly json?: boolean;
  readonly insecurePlaintext?: boolean;
}

/** Declares the option that lets a command call a coordinator on another host without TLS. */
export function plaintextOption(command: Command): Command {
  return command.option(
    '--insecure-plaintext',
    'call http:// addresses of other hosts too; anyone on the way can read the token',
  );
}

/** Acts with an open client, which is closed afterwards; for commands that do without one at times. */
export async function withClient(
  host: Host,
  { json = false, insecurePlaintext = false }: ClientOptions,
  act: (session: Session) => Promise<Exit>,
): Promise<void> {
  const client = openClient(host.environment, { insecurePlaintext, say: host.streams.say });
  try {
    host.exit = (await act({ client, streams: host.streams, json })) ?? host.exit;
  } finally {
    client.close();
  }
}

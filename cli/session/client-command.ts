import type { Command } from 'commander';
import { type ClientSession, openClient } from './session.ts';
import type { Streams } from './streams.ts';

/** The exit code of an action. Undefined means success. */
export type ActionExit = number | undefined;

/** Inputs and outputs of a command, provided by the process or by a test. */
export interface Host {
  readonly streams: Streams;
  readonly environment: NodeJS.ProcessEnv;
  exit: number;
}

/**
 * Adds the option `--json` and an action to a command. The action receives an open client, which is closed afterwards,
 * and the arguments and options as commander parsed them.
 */
export function clientAction<Arguments extends readonly unknown[]>(
  host: Host,
  command: Command,
  act: (session: ClientSession, ...args: Arguments) => Promise<ActionExit>,
): void {
  command.option('--json', 'print JSON');
  plaintextOption(command).action(async (...args: unknown[]) => {
    const options = command.opts<ClientCommandOptions>();
    // Requires that the command declares its arguments and options with the types of `Arguments`.
    const own = args.slice(0, -1) as unknown as Arguments;
    await withClient(host, options, (session) => act(session, ...own));
  });
}

/** The options of every client command. */
export interface ClientCommandOptions {
  readonly json?: boolean;
  readonly insecurePlaintext?: boolean;
}

/** Declares the option that lets a command call a coordinator on another host without TLS. */
export function plaintextOption(command: Command): Command {
  return command.option(
    '--insecure-plaintext',
    'also call http:// addresses of other hosts; anyone on the network path can read the token',
  );
}

/** Runs `act` with an open client, which is closed afterwards. For commands that do not always need a client. */
export async function withClient(
  host: Host,
  { json = false, insecurePlaintext = false }: ClientCommandOptions,
  act: (session: ClientSession) => Promise<ActionExit>,
): Promise<void> {
  const client = openClient(host.environment, { insecurePlaintext, say: host.streams.say });
  try {
    host.exit = (await act({ client, streams: host.streams, json })) ?? host.exit;
  } finally {
    client.close();
  }
}

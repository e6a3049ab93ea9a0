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
  command.option('--json', 'print JSON').action(async (...args: unknown[]) => {
    const json = command.opts<{ json?: boolean }>().json === true;
    // commander hands over what the command's own declaration says; that declaration stands beside each `act`.
    const own = args.slice(0, -1) as unknown as Arguments;
    await withClient(host, json, (session) => act(session, ...own));
  });
}

/** Acts with an open client, which is closed afterwards; for commands that do without one at times. */
export async function withClient(
  host: Host,
  json: boolean,
  act: (session: Session) => Promise<Exit>,
): Promise<void> {
  const client = openClient(host.environment);
  try {
    host.exit = (await act({ client, streams: host.streams, json })) ?? host.exit;
  } finally {
    client.close();
  }
}

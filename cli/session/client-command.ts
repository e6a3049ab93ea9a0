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
    const client = openClient(host.environment);
    try {
      const json = command.opts<{ json?: boolean }>().json === true;
      // commander hands over what the command's own declaration says; that declaration stands beside each `act`.
      const own = args.slice(0, -1) as unknown as Arguments;
      host.exit = (await act({ client, streams: host.streams, json }, ...own)) ?? host.exit;
    } finally {
      client.close();
    }
  });
}

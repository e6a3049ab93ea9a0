import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { readServerAddress } from '../transport/server-address.ts';
import type { Connection } from './identity.ts';

/** What a start says of the connection; what it leaves out stays as it was kept. */
export interface ConnectionChoice {
  readonly server?: string | undefined;
  readonly proxy?: string | undefined;
  readonly caFile?: string | undefined;
}

/**
 * The connection as it was kept, changed by what this start says. Errors: `usage`, also where there is no address at all.
 * A certificate that was pinned stays, unless other authorities are named.
 */
export async function chooseConnection(
  kept: Connection | undefined,
  choice: ConnectionChoice,
): Promise<Connection> {
  const server = choice.server?.replace(/\/+$/, '') ?? kept?.server;
  if (server === undefined) {
    throw new OutrunnerError('usage', {
      problem: 'Nothing was enrolled in this data dir, and no server is given.',
      remedy: 'Give the address of the coordinator with --server https://HOST:PORT.',
    });
  }
  readServerAddress(server);
  const { pinned, ...rest } = kept ?? {};
  const authorities = choice.caFile === undefined ? undefined : await readAuthorities(choice.caFile);
  return {
    ...rest,
    server,
    ...(choice.proxy === undefined ? {} : { proxy: choice.proxy }),
    ...(authorities === undefined ? {} : { authorities }),
    ...(pinned === undefined || authorities !== undefined ? {} : { pinned }),
  };
}

async function readAuthorities(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    new X509Certificate(text);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `--ca ${file} is not a file of certificates: ${problemOf(error)}.`,
      remedy: 'Give a PEM file.',
    });
  }
  return text;
}

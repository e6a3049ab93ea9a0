import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import type { Workbench } from './workbench.ts';

/** Somebody else at the embedded coordinator of a workbench, over its owner's socket. */
export async function somebodyElseAt({ home }: Workbench): Promise<Client> {
  const storage = join(home.folder, 'user', 'User', 'globalStorage', 'outrunner.outrunner');
  const address = JSON.parse(await readFile(join(storage, 'coordinator', 'address.json'), 'utf8'));
  return createClient({ transport: createNodeTransport({ kind: 'socket', path: String(address.socket) }) });
}

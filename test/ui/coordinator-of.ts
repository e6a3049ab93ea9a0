import { join } from 'node:path';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { readOwnerAddress } from '../../protocol/client/owner-address.ts';
import type { Workbench } from './workbench.ts';

/** Returns another client of the embedded coordinator of a workbench, over the owner's socket. */
export async function somebodyElseAt({ home }: Workbench): Promise<Client> {
  const storage = join(home.folder, 'user', 'User', 'globalStorage', 'outrunner.outrunner');
  const address = await readOwnerAddress(join(storage, 'coordinator'));
  if (address?.socket === undefined) throw new Error('there is no embedded coordinator');
  return createClient({ transport: createNodeTransport({ kind: 'socket', path: address.socket }) });
}

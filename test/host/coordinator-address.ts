import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type OwnerAddress, readOwnerAddress } from '../../protocol/client/owner-address.ts';
import type { Outrunner } from './outrunner.ts';

/** Returns the folder of the embedded coordinator's data. */
export function dataDirOf({ services }: Pick<Outrunner, 'services'>): string {
  return join(dirname(dirname(services.context.embedded.logFile)), 'coordinator');
}

/** Reads the address file that the embedded coordinator has written. */
export async function readAddress(
  all: Pick<Outrunner, 'services'>,
): Promise<OwnerAddress & { url: string; socket: string }> {
  const address = await readOwnerAddress(dataDirOf(all));
  if (address?.url === undefined || address.socket === undefined)
    throw new Error('there is no embedded coordinator');
  return { ...address, url: address.url, socket: address.socket };
}

/** Returns the administrator's token of the embedded coordinator. */
export async function adminToken(all: Pick<Outrunner, 'services'>): Promise<string> {
  return (await readFile(join(dataDirOf(all), 'admin.token'), 'utf8')).trim();
}

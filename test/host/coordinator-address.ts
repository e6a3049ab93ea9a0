import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Outrunner } from './outrunner.ts';

const Address = z.object({ pid: z.int(), url: z.string(), socket: z.string() });

/** Folder of the embedded coordinator's data. */
export function dataDirOf({ workings }: Pick<Outrunner, 'workings'>): string {
  return join(dirname(dirname(workings.context.embedded.logFile)), 'coordinator');
}

/** What the embedded coordinator wrote of itself. */
export async function readAddress(all: Pick<Outrunner, 'workings'>): Promise<z.infer<typeof Address>> {
  return Address.parse(JSON.parse(await readFile(join(dataDirOf(all), 'address.json'), 'utf8')));
}

/** The administrator's token of the embedded coordinator. */
export async function adminToken(all: Pick<Outrunner, 'workings'>): Promise<string> {
  return (await readFile(join(dataDirOf(all), 'admin.token'), 'utf8')).trim();
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EmbeddedCoordinator } from '../../extension/connection/embedded/embedded-coordinator.ts';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { readOwnerAddress } from '../../protocol/client/owner-address.ts';
import { PROJECT } from './outrunner.ts';

/** A separate coordinator with a Local Runner and the project of all suites, reached by its URL and its token. */
export interface SeparateCoordinator {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  stop(): Promise<void>;
}

/** Starts a real coordinator with an empty data directory, in addition to the embedded one of the window. */
export async function startSeparateCoordinator(): Promise<SeparateCoordinator> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-separate-'));
  const dataDir = join(folder, 'data');
  const extension = vscode.extensions.getExtension('outrunner.outrunner');
  const coordinator = new EmbeddedCoordinator({
    dataDir,
    logFile: join(folder, 'coordinator.log'),
    executable: process.execPath,
    version: String(extension?.packageJSON.version),
    programs: async () => join(extension?.extensionPath ?? '', 'dist'),
  });
  const endpoint = await coordinator.ensure(new AbortController().signal);
  const url = (await readOwnerAddress(dataDir))?.url;
  if (url === undefined) throw new Error('the coordinator has no URL');
  const client = createClient({ transport: createNodeTransport(endpoint) });
  await client.createProject({ body: { name: PROJECT } });
  return {
    url,
    token: (await readFile(join(dataDir, 'admin.token'), 'utf8')).trim(),
    client,
    stop: async () => {
      client.close();
      await coordinator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

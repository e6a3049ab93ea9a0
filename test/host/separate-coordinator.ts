import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EmbeddedCoordinator } from '../../extension/connection/embedded/embedded-coordinator.ts';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { readOwnerAddress } from '../../protocol/client/owner-address.ts';
import { type Outrunner, PROJECT } from './outrunner.ts';

/** A separate coordinator with a Local Runner and the project of all suites, reached by its URL and its token. */
export interface SeparateCoordinator {
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  stop(): Promise<void>;
}

/** Two separate coordinators whose tokens the window has. */
export interface TwoCoordinators {
  readonly one: SeparateCoordinator;
  readonly two: SeparateCoordinator;
  /** Connects the window to the embedded coordinator again, and stops both. */
  stop(): Promise<void>;
}

/** Starts two coordinators, each with the job of `jobOf`, whose argument is `one` or `two`. The jobs keep their uuids. */
export async function startTwoCoordinators(
  all: Outrunner,
  jobOf: (words: string) => string,
): Promise<TwoCoordinators> {
  const { saved } = all.services.context;
  const [one, two] = await Promise.all([startSeparateCoordinator(), startSeparateCoordinator()]);
  for (const [{ url, token, client }, words] of [
    [one, 'one'],
    [two, 'two'],
  ] as const) {
    await saved.saveToken(url, token);
    const { failed } = await client.importJobs({
      params: { project: PROJECT },
      query: { uuidOption: 'preserve' },
      body: { text: jobOf(words), mediaType: 'application/yaml' },
    });
    assert.deepEqual(failed, []);
  }
  return {
    one,
    two,
    stop: async () => {
      await all.run(COMMANDS.startEmbedded);
      for (const { url } of [one, two]) await saved.forget(url);
      await Promise.all([one.stop(), two.stop()]);
    },
  };
}

/** Starts a real coordinator with an empty data directory, in addition to the embedded one of the window. */
async function startSeparateCoordinator(): Promise<SeparateCoordinator> {
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

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../protocol/client/client.ts';
import { bindToken, type Endpoint } from '../../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../../protocol/client/node-transport.ts';
import { startCoordinator } from '../../main.ts';
import type { CoordinatorStartOptions, RunningCoordinator } from '../lifecycle/start-options.ts';

/** A real coordinator in its own folder, with the lines that it wrote. */
export interface TestCoordinator {
  readonly running: RunningCoordinator;
  readonly url: string;
  readonly dataDir: string;
  readonly token: string;
  /** A client that sends requests as the administrator. */
  readonly client: Client;
  /** Lines of standard output so far. */
  readonly printed: readonly string[];
  /** Lines of the log. */
  readonly said: readonly string[];
  /** Sends a raw request, as the administrator unless the headers contain another token. */
  call(method: string, path: string, init?: RequestInit): Promise<Response>;
  /** Stops the coordinator. Removes the data dir unless `keep` is passed. */
  stop(keep?: 'keep'): Promise<void>;
}

/** Starts a coordinator in `dataDir` or a new folder. Uses a free port, or the stored port if embedded. */
export async function startTestCoordinator(
  options: Partial<CoordinatorStartOptions> = {},
): Promise<TestCoordinator> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'outrunner-coordinator-')));
  const printed: string[] = [];
  const said: string[] = [];
  const running = await startCoordinator({
    ...(options.embedded === true ? {} : { listen: { address: '127.0.0.1', port: 0 } }),
    log: 'json',
    localRunner: { kind: 'none' },
    streams: { print: (line) => printed.push(line), say: (line) => said.push(line) },
    ...options,
    dataDir,
  });
  const token = (await readFile(join(dataDir, 'admin.token'), 'utf8')).trim();
  const endpoint: Endpoint = { kind: 'url', url: running.url };
  const client = createClient({
    transport: createNodeTransport(endpoint),
    token: bindToken(token, endpoint),
  });
  return {
    running,
    url: running.url,
    dataDir,
    token,
    client,
    printed,
    said,
    call: (method, path, init = {}) =>
      fetch(running.url + path, {
        method,
        ...init,
        headers: { 'x-rundeck-auth-token': token, ...Object.fromEntries(new Headers(init.headers)) },
      }),
    stop: async (keep) => {
      client.close();
      await running.stop();
      if (keep === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

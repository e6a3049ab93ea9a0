import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient } from '../../../protocol/client/client.ts';
import { bindToken, type Endpoint } from '../../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../../protocol/client/node-transport.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

export interface CoordinatorOptions {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Arguments in addition to `--data-dir`, `--listen` and `--log json`. */
  readonly args?: readonly string[];
  readonly listen?: string;
  /** Path of a different Node, instead of the one that runs the tests. */
  readonly node?: string;
  /** PEM of the authority of its certificate. */
  readonly ca?: string;
  /** Whether the client may use plain HTTP on a non-loopback address. */
  readonly insecurePlaintext?: boolean;
  /** Its standard input. */
  readonly input?: string;
}

/** A running coordinator process. */
export class Coordinator {
  readonly program: Program;
  readonly url: string;
  readonly token: string;
  readonly client: Client;
  readonly dataDir: string;
  readonly #options: CoordinatorOptions;

  private constructor(program: Program, url: string, token: string, options: CoordinatorOptions) {
    this.program = program;
    this.url = url;
    this.token = token;
    this.dataDir = options.dataDir;
    this.#options = options;
    const { ca, insecurePlaintext = false } = options;
    const endpoint: Endpoint = { kind: 'url', url, insecurePlaintext, ...(ca === undefined ? {} : { ca }) };
    this.client = createClient({
      transport: createNodeTransport(endpoint),
      token: bindToken(token, endpoint),
    });
  }

  static async start(options: CoordinatorOptions): Promise<Coordinator> {
    const program = new Program({
      args: [
        ...['coordinator', 'start', '--data-dir', options.dataDir, '--log', 'json'],
        ...['--listen', options.listen ?? '127.0.0.1:0'],
        ...(options.args ?? []),
      ],
      environment: options.environment,
      ...(options.node === undefined ? {} : { node: options.node }),
      ...(options.input === undefined ? {} : { input: options.input }),
    });
    const listening = until('the coordinator to listen', () => listeningUrl(program.stdout));
    const url = await Promise.race([listening, program.ended.then(() => undefined)]);
    if (url === undefined) {
      listening.catch(() => undefined);
      throw new Error(`the coordinator ended at its start: ${program.stderr}`);
    }
    const token = (await readFile(join(options.dataDir, 'admin.token'), 'utf8')).trim();
    return new Coordinator(program, url, token, options);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Starts the coordinator again on the same data dir and port. */
  async again(): Promise<Coordinator> {
    this.client.close();
    return Coordinator.start({ ...this.#options, listen: `127.0.0.1:${this.port}` });
  }

  /** Makes one HTTP call without the client library. Parses the body of the response if it is JSON. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        'X-Rundeck-Auth-Token': this.token,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (answer.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: answer.status, body: json ? JSON.parse(text) : text };
  }
}

function listeningUrl(stdout: string): string | undefined {
  for (const line of stdout.split('\n').slice(0, -1)) {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('event' in parsed) || !('url' in parsed)) continue;
    if (parsed.event === 'listening' && typeof parsed.url === 'string') return parsed.url;
  }
  return undefined;
}

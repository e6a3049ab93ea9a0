import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { errorBody } from '../../protocol/errors/error-body.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ChangeEvent } from '../../protocol/events/change-event.ts';

/** Responses of a coordinator with one project, by the end of the path. */
const LISTS: Readonly<Record<string, unknown>> = {
  '/runners': { runners: [] },
  '/projects': [{ name: 'demo', description: '', label: '', created: '', url: '' }],
  '/jobs': { jobs: [] },
  '/keys': { keys: [] },
  '/node-sources': { projects: [] },
  '/executions': { paging: { offset: 0, max: 100, total: 0, count: 0 }, executions: [] },
  '/settings': DEFAULT_SETTINGS,
};

/** An HTTP server that answers with fixed lists, and sends the change events of a test. */
export class FakeCoordinator implements AsyncDisposable {
  /** The token that it accepts. A test that changes it revokes the previous token. */
  token = 'right';
  readonly #streams = new Set<ServerResponse>();
  #server: Server;
  #port = 0;

  private constructor() {
    this.#server = this.#create();
  }

  static async start(): Promise<FakeCoordinator> {
    const fake = new FakeCoordinator();
    await fake.up();
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  send(event: ChangeEvent): void {
    for (const stream of this.#streams) stream.write(`id: 1\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** Starts listening. After `down`, listens on the same port again. */
  async up(): Promise<void> {
    this.#server = this.#create().listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and closes every connection. */
  async down(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.down();
  }

  #create(): Server {
    return createServer((request, response) => this.#answer(request, response));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (request.headers['x-rundeck-auth-token'] !== this.token) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(errorBody(new OutrunnerError('unauthorized'))));
      return;
    }
    if (pathname.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      this.#streams.add(response);
      response.on('close', () => this.#streams.delete(response));
      response.write(`id: 0\ndata: ${JSON.stringify({ type: 'ready' })}\n\n`);
      return;
    }
    const [, found] = Object.entries(LISTS).find(([end]) => pathname.endsWith(end)) ?? [];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(found ?? errorBody(new OutrunnerError('not-found', { kind: 'Path', name: pathname }))),
    );
  }
}

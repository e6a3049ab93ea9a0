import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { RecordedRequest } from '../recording.ts';

/** Headers that belong to the connection, or that a replay sets itself. */
const OMITTED = new Set([
  ...['accept-encoding', 'connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'],
  'x-rundeck-auth-token',
]);

/** Paths that clients poll until an execution has ended. */
const POLLED = /\/execution\/[^/]+(\/output)?$/;

/**
 * Forwards requests to a coordinator and records them. The first segment of each path contains the call:
 * `/@CALL;VARIABLE=KEY/api/…`, where the value at KEY of the answer is captured. A client that repeats a request until
 * an execution has ended uses `/@CALL;repeats/api/…`; the repetitions are recorded once.
 */
export class RecordingProxy {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #values = new Map<string, string>();

  constructor(coordinator: string) {
    this.#server = createServer(async (request, response) => {
      const [, label = '', path = ''] = /^\/@([^/]*)(.*)$/.exec(request.url ?? '') ?? [];
      const [call = '', ...details] = decodeURIComponent(label).split(';');
      const body = await buffer(request);
      const { method = 'GET', headers } = request;
      const recorded: RecordedRequest = {
        call,
        method: method as RecordedRequest['method'],
        path: this.#generalised(path),
        headers: recordedHeaders(headers),
        ...(body.byteLength === 0 ? {} : { body: this.#generalised(body.toString()) }),
      };
      const answer = await forwarded(coordinator + path, method, headers, body);
      const captures = Object.fromEntries(
        details.filter((it) => it.includes('=')).map((it) => it.split('=', 2) as [string, string]),
      );
      const captured = Object.fromEntries(
        Object.entries(captures).filter(([name, key]) => this.#capture(name, key, answer.body.toString())),
      );
      this.#record({
        ...recorded,
        ...(Object.keys(captured).length === 0 ? {} : { captures: captured }),
        ...(details.includes('repeats') && method === 'GET' && POLLED.test(path) ? { repeats: true } : {}),
      });
      response.writeHead(answer.status, { 'content-type': answer.mediaType }).end(answer.body);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #record(request: RecordedRequest): void {
    const sinceAction = this.requests.slice(
      this.requests.findLastIndex(({ repeats }) => repeats !== true) + 1,
    );
    const isRepetition = sinceAction.some((it) => JSON.stringify(it) === JSON.stringify(request));
    if (!isRepetition) this.requests.push(request);
  }

  /** Returns whether the answer has the value. A call can send several requests, and one of them has it. */
  #capture(name: string, key: string, json: string): boolean {
    let value: unknown = json.startsWith('{') ? JSON.parse(json) : undefined;
    for (const part of key.split('.'))
      value = (value as Readonly<Record<string, unknown>> | undefined)?.[part];
    if (value === undefined) return false;
    this.#values.set(name, String(value));
    return true;
  }

  /** Replaces captured values that are whole path segments, values of a query or values of JSON. */
  #generalised(text: string): string {
    let general = text;
    for (const [name, value] of this.#values)
      general = general.replaceAll(
        new RegExp(`(?<=[/="[ ]|%20)(?<!/api/)${value.replaceAll(/\W/g, '\\$&')}(?=$|[/?&"\\],])`, 'g'),
        `{{${name}}}`,
      );
    return general;
  }
}

function recordedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      OMITTED.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

async function forwarded(url: string, method: string, headers: IncomingHttpHeaders, body: Buffer) {
  const bodyOf = method === 'GET' || body.byteLength === 0 ? {} : { body: new Uint8Array(body) };
  const kept = Object.entries(recordedHeaders(headers));
  const token = String(headers['x-rundeck-auth-token'] ?? '');
  const answer = await fetch(url, { method, headers: [...kept, ['x-rundeck-auth-token', token]], ...bodyOf });
  return {
    status: answer.status,
    mediaType: answer.headers.get('content-type') ?? '',
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

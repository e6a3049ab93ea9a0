import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { rootCertificates } from 'node:tls';
import { bareHost } from '../../support/text/bare-host.ts';
import { isOutrunnerError, OutrunnerError } from '../errors/outrunner-error.ts';
import { connectionProblem } from './connection-problem.ts';
import { type Endpoint, originOf } from './endpoint.ts';
import { requireEncrypted } from './plaintext.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

const KEEP_ALIVE = { keepAlive: true, keepAliveMsecs: 5_000, noDelay: true } as const;

/**
 * Opens a transport over node:http or node:https that keeps connections alive and follows no redirects. Throws
 * `invalid-input`, and `plaintext-refused` for http to another host.
 */
export function createNodeTransport(endpoint: Endpoint): Transport {
  const displayName = endpoint.kind === 'socket' ? endpoint.path : endpoint.url.replace(/\/+$/, '');
  const { agent, options, open } = dialer(endpoint, displayName);

  const send = (asked: TransportRequest): Promise<TransportResponse> =>
    new Promise((resolve, reject) => {
      const failed = (error: unknown) => reject(connectionProblem(displayName, error));
      const outgoing = open({
        ...options,
        agent,
        method: asked.method,
        path: `${options.path ?? ''}${asked.path}`,
        headers: asked.headers,
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
      });
      outgoing.setTimeout(asked.idleTimeout, () =>
        outgoing.destroy(new Error(`nothing arrived for ${asked.idleTimeout / 1000} s`)),
      );
      outgoing.on('error', failed);
      outgoing.on('response', (incoming) => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: plainHeaders(incoming),
          body: chunks(incoming, displayName),
        });
      });
      if (asked.body === undefined || typeof asked.body === 'string') outgoing.end(asked.body);
      // The coordinator may answer with an error before it has read the whole body. The caller then gets that answer,
      // not the failure of the upload.
      else pipeline(Readable.from(asked.body), outgoing).catch(failed);
    });

  return { origin: originOf(endpoint), displayName, send, close: () => agent.destroy() };
}

type Open = (options: RequestOptions) => ReturnType<typeof httpRequest>;

function dialer(
  endpoint: Endpoint,
  displayName: string,
): { agent: HttpAgent; options: RequestOptions; open: Open } {
  if (endpoint.kind === 'socket') {
    return {
      agent: new HttpAgent(KEEP_ALIVE),
      options: { socketPath: endpoint.path, host: 'localhost' },
      open: httpRequest,
    };
  }
  const url = URL.parse(endpoint.url);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new OutrunnerError('invalid-input', {
      what: `The address "${displayName}"`,
      problem: 'it is not an http or https URL',
      remedy: 'Give one such as http://127.0.0.1:4440.',
    });
  }
  requireEncrypted(url, endpoint.insecurePlaintext === true);
  const options: RequestOptions = {
    host: bareHost(url.hostname),
    port: url.port === '' ? null : url.port,
    path: url.pathname.replace(/\/+$/, ''),
  };
  if (url.protocol === 'http:') return { agent: new HttpAgent(KEEP_ALIVE), options, open: httpRequest };
  const trust = endpoint.ca === undefined ? {} : { ca: [...rootCertificates, endpoint.ca] };
  return { agent: new HttpsAgent({ ...KEEP_ALIVE, ...trust }), options, open: httpsRequest };
}

function plainHeaders(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

async function* chunks(incoming: IncomingMessage, displayName: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of incoming) yield chunk;
  } catch (error) {
    throw isOutrunnerError(error) ? error : connectionProblem(displayName, error);
  }
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { ErrorCode } from '../errors/catalogue.ts';
import { errorBody } from '../errors/error-body.ts';
import { isOutrunnerError, OutrunnerError } from '../errors/outrunner-error.ts';
import { type Client, createClient } from './client.ts';
import { bindToken, type Endpoint } from './endpoint.ts';
import { createNodeTransport } from './node-transport.ts';

const hasCode = (code: ErrorCode, text: RegExp) => (error: unknown) => {
  assert.ok(isOutrunnerError(error), String(error));
  assert.equal(error.code, code);
  assert.match(error.message, text);
  return true;
};

describe('the API client', () => {
  let server: Server;
  let endpoint: Endpoint;
  let client: Client;
  let answer: RequestListener;
  let seen: { url: string; headers: IncomingHttpHeaders; body: string };
  beforeEach(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen = { url: request.url ?? '', headers: request.headers, body };
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    endpoint = { kind: 'url', url: `http://127.0.0.1:${address.port}/` };
    client = createClient({ transport: createNodeTransport(endpoint), token: bindToken('t', endpoint) });
  });
  afterEach(() => {
    client.close();
    server.close();
    server.closeAllConnections();
  });

  const json = (status: number, value: unknown): RequestListener => {
    return (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
  };

  /** Returns the idle timeout of each request that `call` sends, in ms. */
  async function waitsOf(call: (client: Client) => Promise<unknown>): Promise<readonly number[]> {
    const waits: number[] = [];
    const transport = createNodeTransport(endpoint);
    const waiting = createClient({
      transport: {
        ...transport,
        send: (asked) => {
          waits.push(asked.idleTimeout);
          return transport.send(asked);
        },
      },
      token: bindToken('t', endpoint),
    });
    await call(waiting);
    waiting.close();
    return waits;
  }

  it('waits without limit for followed bytes, and at most 25 s for other bytes', async () => {
    answer = (_, response) => void response.end('bytes');
    const params = { execution: 1 };
    const waits = await waitsOf(async (waiting) => {
      for (const query of [{ follow: 'true' }, {}]) await waiting.rawOutput({ params, query });
    });
    assert.deepEqual(waits, [0, 25_000]);
  });

  it('waits without limit for a refresh of node sources, and at most a minute for their list', async () => {
    answer = json(200, []);
    const params = { project: 'ops' };
    const waits = await waitsOf(async (waiting) => {
      await waiting.refreshNodes({ params });
      await waiting.listNodeSources({ params });
    });
    assert.deepEqual(waits, [0, 60_000]);
  });

  it('sends the inputs of the route, and the token in its header', async () => {
    answer = json(200, []);
    await client
      .listProjectExecutions({ params: { project: 'a+b' }, query: { max: 5 } })
      .catch(() => undefined);
    assert.equal(seen.url, '/api/59/project/a%2Bb/executions?max=5');
    assert.equal(seen.headers['x-rundeck-auth-token'], 't');
    assert.ok(!seen.url.includes('token'));
    await client
      .importJobs({ params: { project: 'p' }, body: { text: 'é', mediaType: 'application/yaml' } })
      .catch(() => undefined);
    assert.deepEqual([seen.body, seen.headers['content-type']], ['é', 'application/yaml']);
    await client.listTokens();
    assert.equal(seen.headers['content-type'], undefined);
  });

  it('throws the error that the coordinator returned', async () => {
    const thrown = new OutrunnerError('job-already-running', { job: 'a', execution: 7 });
    answer = json(409, errorBody(thrown));
    await assert.rejects(client.listProjects(), (error: unknown) => {
      assert.ok(isOutrunnerError(error));
      assert.deepEqual(
        [error.code, error.message, error.remedy, error.parameters],
        [thrown.code, thrown.message, thrown.remedy, thrown.parameters],
      );
      return true;
    });
    answer = json(418, { error: true, errorCode: 'of-a-later-version', apiversion: 60, message: 'Tea.' });
    await assert.rejects(client.listProjects(), hasCode('internal', /Tea\./));
  });

  it('recognises responses that do not come from a coordinator', async () => {
    const table: readonly [what: RequestListener, text: RegExp][] = [
      [
        (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>'),
        /502 with text\/html/,
      ],
      [
        (_, response) => void response.writeHead(302, { location: 'http://evil.example/' }).end(),
        /302 with no content type/,
      ],
      [
        (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
        /broken JSON/,
      ],
      [json(200, [{ name: 7 }]), /0\.name/],
      [json(500, { message: 'no' }), /500 without an error body/],
    ];
    for (const [what, text] of table) {
      answer = what;
      await assert.rejects(client.listProjects(), hasCode('not-a-coordinator', text));
    }
    answer = json(200, {});
    await assert.rejects(client.changeEvents().next(), hasCode('not-a-coordinator', /not an event stream/));
  });

  it('throws a catalogue error that describes a connection failure', async () => {
    server.close();
    server.closeAllConnections();
    await assert.rejects(
      client.listProjects(),
      hasCode('not-reached', /Cannot reach the coordinator at \S+:\d+: nothing listens/),
    );
    const socket = createClient({
      transport: createNodeTransport({ kind: 'socket', path: '/nowhere/a.sock' }),
    });
    await assert.rejects(socket.systemInfo(), hasCode('not-reached', /a\.sock.*nothing listens/));
    assert.throws(
      () => createNodeTransport({ kind: 'url', url: 'ftp://x' }),
      hasCode('invalid-input', /ftp:\/\/x/),
    );
  });

  it('refuses a token that was saved for another origin', () => {
    const token = bindToken('t', { kind: 'url', url: 'https://other.example' });
    const transport = createNodeTransport(endpoint);
    assert.throws(() => createClient({ transport, token }), hasCode('invalid-input', /other\.example/));
  });

  it("rethrows the caller's abort unchanged", async () => {
    answer = () => undefined;
    const stop = new AbortController();
    const call = client.listProjects({ signal: stop.signal });
    stop.abort();
    await assert.rejects(call, { name: 'AbortError' });
  });

  it('yields events one by one, and closes the connection when its reader stops', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (_, response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: {"type":"ready"}\n\n');
    };
    for await (const { id, event } of client.changeEvents()) {
      assert.deepEqual([id, event], ['1', { type: 'ready' }]);
      break;
    }
    await closed;
  });
});

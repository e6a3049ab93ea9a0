import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { ConnectionGate } from '../../http/connection-gate.ts';
import { type OpenListener, openListener } from './listener.ts';
import { createAuthority, createServerCertificate } from './own-authority.ts';

/**
 * Maximum expected time of a close, in ms. Less than the time after which connections with unfinished answers are
 * closed.
 */
const LONGEST_DRAIN = 4000;
const LIMITS = { total: 30, unproven: 6, unprovenOfOne: 3, ofOne: 20 };

describe('a listener', () => {
  let gate: ConnectionGate;
  let listener: OpenListener;
  let clients: Socket[];
  beforeEach(() => {
    clients = [];
    gate = new ConnectionGate({ limits: LIMITS, isProxy: () => false, onClosed: () => undefined });
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await listener.close();
  });
  const dial = async () => {
    const client = connect(listener.port, '127.0.0.1').on('error', () => undefined);
    clients.push(client);
    await once(client, 'connect');
    return client;
  };
  const raw = async (...lines: string[]) => {
    const client = await dial();
    client.write(lines.join('\r\n'));
    return text(client);
  };

  it('counts TLS connections before their handshake, and marks them as proven once a request proves them', async () => {
    const authority = await createAuthority('test', Date.now());
    const tls = await createServerCertificate(authority, ['localhost'], Date.now());
    listener = await openListener({
      place: { kind: 'tcp', address: '127.0.0.1', port: 0 },
      tls,
      gate,
      onRequest: (incoming, response) => {
        gate.proven(incoming.socket, 'replica');
        response.end();
      },
    });
    const asking = request({
      host: '127.0.0.1',
      port: listener.port,
      servername: 'localhost',
      ca: authority.certificate,
    }).end();
    asking.once('socket', (socket) => clients.push(socket));
    const [answer] = await once(asking, 'response');
    answer.resume();
    assert.deepEqual(gate.counts(), { open: 1, unproven: 0, closed: 0 });
    const silent = [await dial(), await dial(), await dial()];
    const ended = silent[0] && once(silent[0], 'close');
    await dial();
    await ended;
    assert.equal(gate.counts().unproven, 3);
    assert.equal(gate.counts().open, 4);
  });

  it('answers 4xx to requests with an ambiguous end or overlong headers, closes on CONNECT, and ignores upgrades', async () => {
    let served = 0;
    listener = await openListener({
      place: { kind: 'tcp', address: '127.0.0.1', port: 0 },
      gate,
      onRequest: (incoming, response) => {
        served += 1;
        incoming.on('error', () => undefined).resume();
        incoming.once('end', () => response.end());
      },
    });
    const head = ['POST / HTTP/1.1', 'Host: x'];
    const ambiguous: readonly (readonly string[])[] = [
      [
        ...head,
        'Content-Length: 4',
        'Transfer-Encoding: chunked',
        '',
        '0',
        '',
        'GET /hidden HTTP/1.1',
        '',
        '',
      ],
      [...head, 'Content-Length: 4', 'Content-Length: 5', '', 'body'],
      [...head, 'Transfer-Encoding: chunked, identity', '', '0', '', ''],
      [...head, 'Transfer-Encoding : chunked', '', '0', '', ''],
      [...head, 'Content-Length: +4', '', 'body'],
      [...head, 'Transfer-Encoding: chunked', '', '1\nx', '0', '', ''],
      ['GET / HTTP/1.1', '', ''],
    ];
    for (const lines of ambiguous) {
      const answer = await raw(...lines);
      assert.match(answer, /^HTTP\/1\.1 400 .*\r\nConnection: close/, lines.join('|'));
      assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1);
    }
    assert.match(await raw('GET / HTTP/1.1', `X: ${'x'.repeat(17_000)}`, '', ''), /^HTTP\/1\.1 431 /);
    assert.equal(await raw('CONNECT other:443 HTTP/1.1', 'Host: other:443', '', ''), '');
    const before = served;
    const upgrade = await raw(
      ...['GET / HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade, close', '', ''],
    );
    assert.match(upgrade, /^HTTP\/1\.1 200 /);
    assert.equal(served, before + 1);
  });

  it('closes as soon as pending responses are sent, even if the client keeps the connection open', async () => {
    const answers = new EventEmitter();
    const asked = once(answers, 'asked');
    listener = await openListener({
      place: { kind: 'tcp', address: '127.0.0.1', port: 0 },
      gate,
      onRequest: (_incoming, response) => {
        answers.once('answer', () => response.end());
        answers.emit('asked');
      },
    });
    const client = await dial();
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await asked;
    const since = performance.now();
    const closed = listener.close();
    answers.emit('answer');
    await closed;
    assert.ok(performance.now() - since < LONGEST_DRAIN, 'it waited for the client to leave');
  });

  it('handles pipelined requests one at a time and in order, and ends a connection with too many of them', async () => {
    const atWork: string[] = [];
    const ends: (() => void)[] = [];
    listener = await openListener({
      place: { kind: 'tcp', address: '127.0.0.1', port: 0 },
      gate,
      onRequest: ({ url = '' }, response) => {
        atWork.push(url);
        ends.push(() => response.end(url));
        seen.emit('request');
      },
    });
    const seen = new EventEmitter();
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const client = await dial();
    const first = once(seen, 'request');
    client.write(['/1', '/2', '/3'].map(get).join(''));
    await first;
    assert.deepEqual(atWork, ['/1']);
    const second = once(seen, 'request');
    ends[0]?.();
    await second;
    assert.deepEqual(atWork, ['/1', '/2']);
    const third = once(seen, 'request');
    ends[1]?.();
    await third;
    assert.deepEqual(atWork, ['/1', '/2', '/3']);
    ends[2]?.();
    const greedy = await dial();
    const closed = once(greedy, 'close');
    greedy.write(Array.from({ length: 20 }, (_, index) => get(`/${index}`)).join(''));
    await closed;
    assert.deepEqual(atWork.slice(3), ['/0']);
  });
});

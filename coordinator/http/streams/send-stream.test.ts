import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import type { OutgoingEvent } from '../handler.ts';
import { sendBytes, sendEvents } from './send-stream.ts';

const BLOCK = 64 * 1024;

describe('the sender of a stream', () => {
  let server: Server;
  let answer: RequestListener;
  let port: number;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('sends events of the same tick in one write', async () => {
    async function* three(): AsyncGenerator<OutgoingEvent, void, undefined> {
      for (const id of ['1', '2', '3']) yield { id, data: `event ${id}` };
    }
    answer = (_, response) => void sendEvents(response, three(), new AbortController().signal);
    const client = connect(port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [, body = ''] = (await text(client)).split('\r\n\r\n', 2);
    const [, chunk] = body.split('\r\n', 2);
    assert.equal(chunk, ['1', '2', '3'].map((id) => `id: ${id}\ndata: event ${id}\n\n`).join(''));
  });

  it('sends payloads of many lengths in base64, and strings of many lengths', async () => {
    const lengths = [0, 1, 2, 3, 4, 12_287, 12_288, 12_289, BLOCK - 1, BLOCK, 2 * BLOCK, 5];
    const block = randomBytes(2 * BLOCK);
    async function* events(): AsyncGenerator<OutgoingEvent, void, undefined> {
      // All payloads share one buffer, which is overwritten for the next payload.
      const memory = Buffer.alloc(2 * BLOCK);
      for (const length of lengths) {
        const payload = memory.subarray(0, length);
        block.copy(payload);
        yield { id: `${length}`, data: '{"node":"größe","bytes":"', bytes: { payload, rest: '"}' } };
        yield { id: 'text', data: 'ü'.repeat(length) };
        memory.fill(0);
      }
    }
    answer = (_, response) => void sendEvents(response, events(), new AbortController().signal);
    const body = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const expected = lengths.flatMap((length) => [
      `id: ${length}\ndata: {"node":"größe","bytes":"${block.toString('base64', 0, length)}"}\n\n`,
      `id: text\ndata: ${'ü'.repeat(length)}\n\n`,
    ]);
    assert.ok(body === expected.join(''), 'the body differs');
  });

  it('requests less than 32 MiB of events for a client that reads nothing', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<OutgoingEvent, void, undefined> {
      for (;;) {
        taken += BLOCK;
        yield { id: String(taken), data: 'x'.repeat(BLOCK) };
      }
    }
    const left = new AbortController();
    let ended: Promise<void> = Promise.resolve();
    answer = (_, response) => {
      response.once('close', () => left.abort());
      ended = sendEvents(response, endless(), left.signal);
    };
    const slow = connect(port, '127.0.0.1');
    slow.pause();
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    while (taken === 0) await turn();
    for (let turns = 0; turns < 5000; turns += 1) await turn();
    // 32 MiB is more than the kernel buffers of a connection hold.
    assert.ok(taken < 32 * 1024 * 1024, `${taken} bytes were taken`);
    slow.destroy();
    await ended;
  });

  it('aborts a response whose bytes end too early, so that it does not look complete', async () => {
    const ending = new AbortController();
    async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
      yield Buffer.from('half');
      ending.abort();
      yield Buffer.from('more');
    }
    answer = (_, response) =>
      void sendBytes(response, { status: 200, headers: {}, bytes: bytes() }, ending.signal);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    await assert.rejects(response.text());
  });
});

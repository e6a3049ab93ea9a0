import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { HTTP_LIMITS } from '../../network/limits.ts';
import { OpenStreams } from './open-streams.ts';

const tooMany = { code: 'too-many-requests', status: 429 };
const never = () => new Promise<void>(() => undefined);

describe('OpenStreams', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const answer = async (): Promise<ServerResponse> => {
    request({ port, host: '127.0.0.1' })
      .on('error', () => undefined)
      .end();
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    return response.setMaxListeners(0);
  };

  it('refuses only the caller that has too many streams open', async () => {
    const streams = new OpenStreams({ ofOne: () => 2 });
    const response = await answer();
    const first = streams.open('one', response);
    streams.open('one', response);
    assert.throws(() => streams.open('one', response), tooMany);
    streams.open('other', response);
    first.leave();
    first.leave();
    streams.open('one', response);
    assert.equal(streams.size, 3);
  });

  it('closes the stream that has waited longest for its reader if too many wait', async () => {
    const streams = new OpenStreams({ ofOne: () => 1000 });
    const [longest, other] = [await answer(), await answer()];
    void streams.open('one', longest).waitForReader(never());
    const quick = streams.open('two', other);
    for (let count = 1; count < HTTP_LIMITS.unreadStreams.value; count += 1)
      void streams.open('one', other).waitForReader(never());
    assert.equal(longest.destroyed, false);
    await quick.waitForReader(turn());
    assert.deepEqual([longest.destroyed, other.destroyed], [true, false]);
  });

  it('passes the memory of an unread stream, and then freed memory, to waiting streams in order', async () => {
    const streams = new OpenStreams({ ofOne: () => 1000 });
    const [unread, reading] = [await answer(), await answer()];
    const stalled = streams.open('one', unread);
    assert.equal(stalled.takePage(), undefined);
    void stalled.waitForReader(never());
    const busy = Array.from({ length: HTTP_LIMITS.streamPages.value - 1 }, () =>
      streams.open('one', reading),
    );
    for (const stream of busy) assert.equal(stream.takePage(), undefined);
    const [first, second] = [streams.open('two', reading), streams.open('two', reading)];
    const order: string[] = [];
    const taken = [
      first.takePage()?.then(() => order.push('first')),
      second.takePage()?.then(() => order.push('second')),
    ];
    await taken[0];
    assert.deepEqual([unread.destroyed, order], [true, ['first']]);
    busy[0]?.givePage();
    await taken[1];
    assert.deepEqual(order, ['first', 'second']);
    assert.equal(reading.destroyed, false);
  });

  it('closes a stream of the caller with the most streams at the total limit, to admit a caller with few', async () => {
    const streams = new OpenStreams({ ofOne: () => HTTP_LIMITS.streams.value });
    const [oldest, others] = [await answer(), await answer()];
    streams.open('most', oldest);
    for (let count = 1; count < HTTP_LIMITS.streams.value; count += 1) streams.open('most', others);
    assert.throws(() => streams.open('most', others), tooMany);
    streams.open('few', others);
    assert.equal(oldest.destroyed, true);
    assert.equal(streams.size, HTTP_LIMITS.streams.value);
  });
});

import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { Presence } from '../../dispatch/replicas/presence.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { HTTP_LIMITS } from '../../network/limits.ts';
import { BodyPace } from './body-pace.ts';

const MIB = 1024 * 1024;
const LIMIT = 10 * MIB;
const ofLength = (length: number) => ({ headers: { 'content-length': String(length) } }) as IncomingMessage;
const ofUnknownLength = { headers: { 'transfer-encoding': 'chunked' } } as IncomingMessage;

describe('BodyPace', () => {
  const [one, other] = [{}, {}] as [Presence, Presence];
  const setup = () => {
    const clock = new ManualClock();
    const pace = new BodyPace(clock);
    let read = 0;
    const send = (presence: Presence, request: IncomingMessage) =>
      pace.wait(presence, request, LIMIT).then(() => {
        read += 1;
      });
    return { clock, send, read: () => new Promise(setImmediate).then(() => read) };
  };

  it('allows a replica a burst, then a fixed rate of bytes per second, and delays no other replica', async () => {
    const { clock, send, read } = setup();
    for (let n = 0; n < 5; n += 1) void send(one, ofLength(2 * MIB));
    assert.equal(await read(), 2);
    await send(other, ofLength(2 * MIB));
    assert.equal(await read(), 3);
    clock.advance((2 * MIB * 1000) / HTTP_LIMITS.replicaBodyRate.value);
    assert.equal(await read(), 4);
  });

  it('reads small bodies at once, and counts a body without a declared length as the longest allowed', async () => {
    const { send, read } = setup();
    void send(one, ofUnknownLength);
    void send(one, ofLength(2 * MIB));
    assert.equal(await read(), 0);
    await send(one, ofLength(1000));
    assert.equal(await read(), 1);
  });

  it('refuses a body that would have to wait too long, without counting it', async () => {
    const { clock, send, read } = setup();
    for (let n = 0; n < 2; n += 1) void send(one, ofLength(LIMIT));
    for (let n = 0; n < 3; n += 1)
      await assert.rejects(send(one, ofLength(LIMIT)), { code: 'too-many-requests' });
    clock.advance(60_000);
    assert.equal(await read(), 2);
    await send(one, ofLength(2 * MIB));
  });
});

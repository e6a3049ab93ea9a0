import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BodyBudget } from './body-budget.ts';

const SIZES = { total: 100, share: 80, small: 10 };
const LIMIT = 80;

function request(headers: IncomingHttpHeaders): IncomingMessage {
  return { headers } as IncomingMessage;
}

const ofLength = (length: number) => request({ 'content-length': String(length) });

describe('BodyBudget', () => {
  /** Starts requests that remain unanswered until they are released, and records which of them are being handled. */
  function started(requests: readonly IncomingMessage[]) {
    const budget = new BodyBudget(SIZES);
    const handled: number[] = [];
    const release: (() => void)[] = [];
    const done = requests.map((each, index) =>
      budget.use(`caller ${index}`, each, LIMIT, async () => {
        handled.push(index);
        await new Promise<void>((resolve) => {
          release[index] = resolve;
        });
      }),
    );
    return { handled, release: (index: number) => release[index]?.(), done };
  }

  it('handles large bodies concurrently while they fit, and the next one once there is room', async () => {
    const { handled, release, done } = started([ofLength(60), ofLength(40), ofLength(50)]);
    await new Promise(setImmediate);
    assert.deepEqual(handled, [0, 1]);
    release(0);
    await done[0];
    await new Promise(setImmediate);
    assert.deepEqual(handled, [0, 1, 2]);
  });

  it('handles small bodies and requests without a body while large bodies wait', async () => {
    const { handled } = started([ofLength(80), ofLength(80), ofLength(10), request({})]);
    await new Promise(setImmediate);
    assert.deepEqual(handled.toSorted(), [0, 2, 3]);
  });

  it('counts a body without a declared length as the maximum of its route', async () => {
    const chunked = () => request({ 'transfer-encoding': 'chunked' });
    const { handled } = started([chunked(), chunked()]);
    await new Promise(setImmediate);
    assert.deepEqual(handled, [0]);
  });

  it('limits the large bodies of one caller to its share, even if there is room for more', async () => {
    const budget = new BodyBudget(SIZES);
    const handled: string[] = [];
    let answer = (): void => undefined;
    const first = budget.use('slow', ofLength(50), LIMIT, async () => {
      handled.push('first');
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    });
    await budget.use('slow', ofLength(20), LIMIT, async () => void handled.push('fits'));
    const second = budget.use('slow', ofLength(40), LIMIT, async () => void handled.push('second'));
    await budget.use('other', ofLength(50), LIMIT, async () => void handled.push('other'));
    assert.deepEqual(handled, ['first', 'fits', 'other']);
    answer();
    await Promise.all([first, second]);
    assert.deepEqual(handled, ['first', 'fits', 'other', 'second']);
  });

  it('uses less than 100 ms of CPU time for three large bodies under the default limits', async () => {
    const budget = BodyBudget.withLimits();
    const before = process.threadCpuUsage();
    for (const body of [1, 2, 3])
      await budget.use('caller', ofLength(body * 2 ** 21), 2 ** 24, async () => body);
    const { user, system } = process.threadCpuUsage(before);
    assert.ok(user + system < 100_000, `${user + system} µs of CPU time`);
  });

  it('frees the room of a failed request', async () => {
    const budget = new BodyBudget(SIZES);
    const failing = budget.use('caller', ofLength(80), LIMIT, () => Promise.reject(new Error('left')));
    await assert.rejects(failing, /left/);
    assert.equal(await budget.use('caller', ofLength(80), LIMIT, async () => 'handled'), 'handled');
  });
});

import assert from 'node:assert/strict';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import type { StreamedEvent } from './client.ts';
import { followEvents } from './follow-events.ts';
import { RECONNECT_POLICY, reconnectDelay } from './reconnect-policy.ts';

const AT_ONCE = { first: 0, factor: 1, longest: 0, jitter: 0 };
const lost = () => new OutrunnerError('not-reached', { url: 'x', problem: 'the connection was cut' });

async function* connection(
  events: readonly string[],
  end?: () => Error,
): AsyncGenerator<StreamedEvent<string>> {
  for (const event of events) yield { id: event, event };
  if (end !== undefined) throw end();
}

describe('followEvents', () => {
  it('resumes after the last received event when the connection is lost, and stops after the final event', async () => {
    const asked: (string | undefined)[] = [];
    const connections = [
      () => connection(['1', '2'], lost),
      () => connection([], lost),
      () => connection(['3', 'end']),
    ];
    const seen: string[] = [];
    const followed = followEvents({
      open: (from) => {
        asked.push(from);
        return connections.shift()?.() ?? connection([]);
      },
      from: '0',
      isLast: (event) => event === 'end',
      signal: new AbortController().signal,
      policy: AT_ONCE,
    });
    for await (const { event } of followed) seen.push(event);
    assert.deepEqual(seen, ['1', '2', '3', 'end']);
    assert.deepEqual(asked, ['0', '2', '2']);
  });

  it('reports whether the link is up, and throws errors that a retry cannot fix', async () => {
    const links: string[] = [];
    const followed = followEvents({
      open: (from) =>
        from === undefined
          ? connection(['1'], lost)
          : connection([], () => new OutrunnerError('unauthorized')),
      isLast: () => false,
      signal: new AbortController().signal,
      policy: AT_ONCE,
      onLink: (link) => links.push(link.up ? 'up' : `down: ${link.problem?.code}`),
    });
    await assert.rejects(async () => {
      for await (const _ of followed);
    }, OutrunnerError);
    assert.deepEqual(links, ['up', 'down: not-reached']);
  });

  it('ends without an error when the caller aborts', async () => {
    const stop = new AbortController();
    const followed = followEvents({
      open: () => connection(['1'], lost),
      isLast: () => false,
      signal: stop.signal,
      policy: { ...AT_ONCE, first: 60_000, longest: 60_000 },
      onLink: (link) => {
        if (!link.up) stop.abort();
      },
    });
    for await (const { event } of followed) assert.equal(event, '1');
  });
});

describe('reconnectDelay', () => {
  it('grows up to a limit, and has a random part', () => {
    assert.equal(reconnectDelay(RECONNECT_POLICY, 0, 0), 200);
    assert.equal(reconnectDelay(RECONNECT_POLICY, 2, 0), 800);
    assert.equal(reconnectDelay(RECONNECT_POLICY, 50, 0), 10_000);
    assert.equal(reconnectDelay(RECONNECT_POLICY, 50, 1), 5000);
  });
});

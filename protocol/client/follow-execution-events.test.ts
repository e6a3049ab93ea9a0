import assert from 'node:assert/strict';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import { ExecutionEvent } from '../events/execution-event.ts';
import type { StreamedEvent } from './client.ts';
import { followExecutionEvents } from './follow-execution-events.ts';

const AT_ONCE = { first: 0, factor: 1, longest: 0, jitter: 0 };

const output = (offset: number, text: string, operation = '7-1', stream = 'stdout') =>
  ExecutionEvent.parse({
    type: 'output',
    operation,
    stepctx: '1',
    stream,
    offset,
    time: 0,
    bytes: Buffer.from(text).toString('base64'),
  });
const stepEnded = ExecutionEvent.parse({
  type: 'step-ended',
  operation: '7-1',
  stepctx: '1',
  status: 'succeeded',
  time: 0,
});
const ended = ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status: 'succeeded', time: 0 });
const reset = ExecutionEvent.parse({ type: 'reset' });

/** Returns the events that a follower receives from these connections. Each connection is cut after its events. */
async function followed(...connections: readonly (readonly ExecutionEvent[])[]): Promise<readonly string[]> {
  const left = [...connections];
  const seen: string[] = [];
  async function* connection(): AsyncGenerator<StreamedEvent<ExecutionEvent>> {
    const events = left.shift() ?? assert.fail('no further connection was expected');
    for (const event of events) yield { id: 'token', event };
    throw new OutrunnerError('not-reached', { url: 'x', problem: 'the connection was cut' });
  }
  const events = followExecutionEvents({
    open: connection,
    signal: new AbortController().signal,
    policy: AT_ONCE,
  });
  for await (const event of events)
    seen.push(
      event.type === 'output'
        ? `${event.operation} ${event.stream} ${event.offset} ${Buffer.from(event.bytes, 'base64')}`
        : event.type,
    );
  return seen;
}

describe('followExecutionEvents', () => {
  it('drops output that is repeated at the same offsets, even in frames with other boundaries', async () => {
    const seen = await followed(
      [output(0, 'abc'), output(3, 'def', '7-1', 'stderr'), output(0, 'xyz', '7-2')],
      [output(0, 'ab'), output(2, 'c'), output(3, 'de', '7-1', 'stderr'), output(0, 'x', '7-2')],
      [output(3, 'defghi', '7-1', 'stderr'), output(1, 'yz!', '7-2'), stepEnded, ended],
    );
    assert.deepEqual(seen, [
      '7-1 stdout 0 abc',
      '7-1 stderr 3 def',
      '7-2 stdout 0 xyz',
      '7-1 stderr 6 ghi',
      '7-2 stdout 3 !',
      'step-ended',
      'execution-ended',
    ]);
  });

  it('yields all output again after a reset', async () => {
    assert.deepEqual(await followed([output(0, 'abc')], [reset, output(0, 'abc'), ended]), [
      '7-1 stdout 0 abc',
      'reset',
      '7-1 stdout 0 abc',
      'execution-ended',
    ]);
  });

  it('yields output that arrives after the end of its step', async () => {
    assert.deepEqual(await followed([output(0, 'abc'), stepEnded, output(3, 'late'), ended]), [
      '7-1 stdout 0 abc',
      'step-ended',
      '7-1 stdout 3 late',
      'execution-ended',
    ]);
  });
});

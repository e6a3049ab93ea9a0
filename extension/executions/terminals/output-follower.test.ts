import assert from 'node:assert/strict';
import type { StreamedEvent } from '../../../protocol/client/client.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { OutputFollower } from './output-follower.ts';

const ended = ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status: 'succeeded', time: 0 });
const deleted = new OutrunnerError('not-found', { kind: 'Execution', name: '7' });

type ExecutionStream = AsyncGenerator<StreamedEvent<ExecutionEvent>, void, undefined>;

/** Follows the stream of an execution. Returns what the output wrote and reported, in order, after `seen`. */
async function followed(
  executionStream: () => ExecutionStream,
  signal = new AbortController().signal,
  seen: string[] = [],
): Promise<readonly string[]> {
  const follower = new OutputFollower(
    {
      execution: ExecutionId.parse(7),
      name: '#7 deploy',
      client: () => ({ executionStream }),
      onEnded: ({ status }) => seen.push(`ended: ${status}`),
      onFailed: () => seen.push('failed'),
    },
    { write: (text) => seen.push(text), rename: () => {}, keptLines: 1000 },
  );
  await follower.follow(signal);
  return seen;
}

describe('OutputFollower', () => {
  it('reports the end of the execution after its last output', async () => {
    const seen = await followed(async function* (): ExecutionStream {
      yield { id: 'token', event: ended };
    });
    assert.match(seen[0] ?? '', /succeeded/);
    assert.deepEqual(seen.slice(1), ['ended: succeeded']);
  });

  it('reports the end only after it closed the stream, so that its owner may abort it', async () => {
    const seen: string[] = [];
    await followed(
      async function* (): ExecutionStream {
        try {
          yield { id: 'token', event: ended };
        } finally {
          seen.push('closed');
        }
      },
      undefined,
      seen,
    );
    assert.deepEqual(seen.slice(1), ['closed', 'ended: succeeded']);
  });

  it('writes a final error of the stream, and then reports that the output failed', async () => {
    // biome-ignore lint/correctness/useYield: the stream fails before its first event.
    const seen = await followed(async function* (): ExecutionStream {
      throw deleted;
    });
    assert.deepEqual(seen, [`\x1b[31m${deleted.message}\x1b[0m\r\n`, 'failed']);
  });

  it('ignores an error of the stream after an abort', async () => {
    const watching = new AbortController();
    // biome-ignore lint/correctness/useYield: the stream fails before its first event.
    const seen = await followed(async function* (): ExecutionStream {
      watching.abort();
      throw deleted;
    }, watching.signal);
    assert.deepEqual(seen, []);
  });
});

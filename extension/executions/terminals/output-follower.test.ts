import assert from 'node:assert/strict';
import type { StreamedEvent } from '../../../protocol/client/client.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { OutputFollower } from './output-follower.ts';
import { TranscriptScreen } from './transcript-screen.ts';

const ended = ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status: 'succeeded', time: 0 });
const deleted = new OutrunnerError('not-found', { kind: 'Execution', name: '7' });

type ExecutionStream = AsyncGenerator<StreamedEvent<ExecutionEvent>, void, undefined>;

/** Follows the stream of an execution. Adds what the follower writes and reports to `seen`, and returns `seen`. */
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

const started = (operation: string, node: string) => ({
  type: 'step-started',
  operation,
  stepctx: '1',
  label: 'Say',
  node,
  runner: 'runner',
  runnerName: 'edge',
  replica: 'replica',
  time: 0,
});
const said = (operation: string, text: string) => ({
  type: 'output',
  operation,
  stepctx: '1',
  stream: 'stdout',
  offset: 0,
  bytes: Buffer.from(`${text}\n`).toString('base64'),
  time: 0,
});

/**
 * Follows an execution on two nodes, of which `most` have their own screens. Returns the lines of output by screen, and
 * the other lines of the main screen.
 */
async function followedOnNodes(most: number): Promise<Readonly<Record<string, readonly string[]>>> {
  const events = [
    started('7-1', 'web1'),
    said('7-1', 'one'),
    started('7-2', 'web2'),
    said('7-2', 'two'),
    { ...said('7-1', 'one again'), offset: 4 },
    ended,
  ].map((event) => ExecutionEvent.parse(event));
  const written: Record<string, string[]> = {};
  const write = (screen: string, text: string) => {
    const isCleared = text.includes('\x1b[2J');
    written[screen] = isCleared ? [] : [...(written[screen] ?? []), text];
  };
  const screens = new Map<string, TranscriptScreen>();
  const screenOf = (name: string) => ({
    write: (text: string) => write(name, text),
    rename: () => undefined,
    keptLines: 1000,
  });
  const of = (node: string) => {
    const screen = screens.get(node) ?? new TranscriptScreen(screenOf(node));
    screens.set(node, screen);
    return { ready: Promise.resolve(), show: (event: ExecutionEvent) => screen.show(event) };
  };
  const follower = new OutputFollower(
    {
      execution: ExecutionId.parse(7),
      name: '#7 deploy',
      client: () => ({
        executionStream: async function* (): ExecutionStream {
          for (const [index, event] of events.entries()) yield { id: String(index), event };
        },
      }),
      nodes: { most, closedNodes: [], of },
      onEnded: () => undefined,
      onFailed: () => assert.fail(),
    },
    screenOf('main'),
  );
  await follower.follow(new AbortController().signal);
  const lines = (name: string) => written[name]?.join('').split('\r\n') ?? [];
  const output = (name: string) =>
    lines(name).flatMap((line) => /(?:^| )(one again|one|two)$/.exec(line)?.[1] ?? []);
  return { main: output('main'), web1: output('web1'), web2: output('web2'), notes: lines('main') };
}

describe('OutputFollower', () => {
  it('reports the end of the execution after its last output', async () => {
    const seen = await followed(async function* (): ExecutionStream {
      yield { id: 'token', event: ended };
    });
    assert.match(seen[0] ?? '', /succeeded/);
    assert.deepEqual(seen.slice(1), ['ended: succeeded']);
  });

  it('closes the stream before it reports the end of the execution', async () => {
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

  it("writes the output of each node to the node's own screen, from the start", async () => {
    const seen = await followedOnNodes(2);
    assert.deepEqual(seen['web1'], ['one', 'one again']);
    assert.deepEqual(seen['web2'], ['two']);
    assert.deepEqual(seen['main'], []);
  });

  it('writes the output of further nodes to the screen of the execution, and reports the limit', async () => {
    const seen = await followedOnNodes(1);
    assert.deepEqual(seen['web1'], ['one', 'one again']);
    assert.deepEqual(seen['main'], ['two']);
    assert.match(seen['notes']?.join() ?? '', /Limit of nodes with their own terminals: 1/);
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

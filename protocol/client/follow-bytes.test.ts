import assert from 'node:assert/strict';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import { followBytes } from './follow-bytes.ts';

const POLICY = { first: 1, factor: 1, longest: 1, jitter: 0 };
const CUT = new OutrunnerError('not-reached', { url: 'http://c', problem: 'the connection was cut' });

/**
 * Returns an `open` function for a series of connections. Each connection yields its bytes and then fails; only the
 * last one ends normally.
 */
function answers(...given: readonly (readonly string[])[]) {
  let opened = 0;
  return async () => {
    const chunks = given[opened] ?? assert.fail('it was opened again');
    opened += 1;
    const isLast = opened === given.length;
    return {
      bytes: (async function* () {
        for (const chunk of chunks) yield new TextEncoder().encode(chunk);
        if (!isLast) throw CUT;
      })(),
    };
  };
}

async function read(open: ReturnType<typeof answers>): Promise<{ text: string; lost: number }> {
  let lost = 0;
  let text = '';
  const onLost = () => {
    lost += 1;
  };
  for await (const chunk of followBytes({ open, policy: POLICY, onLost }))
    text += new TextDecoder().decode(chunk);
  return { text, lost };
}

describe('followed bytes', () => {
  it('arrive once across lost connections', async () => {
    const open = answers(['ab', 'c'], [], ['a'], ['abcd', 'e'], ['abc', 'def', 'g']);
    assert.deepEqual(await read(open), { text: 'abcdefg', lost: 4 });
  });

  it('end with an error if a retry cannot fix the problem', async () => {
    const refusal = new OutrunnerError('not-found', { kind: 'Execution', name: 9 });
    await assert.rejects(
      read(() => Promise.reject(refusal)),
      refusal,
    );
  });
});

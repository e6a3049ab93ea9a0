import assert from 'node:assert/strict';
import { type AnswerPart, answerParts, joinedAnswer, type ThreadAnswer } from './answer-parts.ts';

async function* sent(parts: Iterable<AnswerPart>): AsyncGenerator<AnswerPart> {
  for (const part of parts) yield structuredClone(part);
}

describe('answerParts', () => {
  const items = Array.from({ length: 2000 }, (_, number) => ({ number, text: 'x'.repeat(1000) }));
  const answers: readonly ThreadAnswer[] = [
    Object.assign({ kind: 'failed' }),
    Object.assign({ kind: 'none', items: [] }),
    Object.assign({ kind: 'texts', items: ['', 'a', 'b'.repeat(1_000_000), 'c'] }),
    Object.assign({ kind: 'objects', items }),
  ];

  it('splits an answer into parts that joinedAnswer joins to the same answer', async () => {
    for (const answer of answers) assert.deepEqual(await joinedAnswer(sent(answerParts(answer))), answer);
  });

  it('splits a long list into parts of bounded size', () => {
    const parts = [...answerParts({ items })];
    assert.ok(parts.length > 5);
    for (const part of parts) assert.ok(JSON.stringify(part).length < 300 * 1024);
  });
});

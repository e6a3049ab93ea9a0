import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { holdForTurn } from './hold-for-turn.ts';

describe('writes to a corked stream within one turn of the event loop', () => {
  const written: string[][] = [];
  const stream = () =>
    new Writable({
      decodeStrings: false,
      writev: (chunks, done) => {
        written.push(chunks.map(({ chunk }) => chunk));
        done();
      },
    });
  const say = (to: Writable, text: string) => {
    holdForTurn(to);
    to.write(text);
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  beforeEach(() => written.splice(0));

  it('are sent together, in order, and before those of the next turn', async () => {
    const to = stream();
    for (const text of ['a', 'b']) say(to, text);
    await Promise.resolve().then(() => say(to, 'c'));
    assert.deepEqual(written, []);
    await turn();
    say(to, 'd');
    await turn();
    assert.deepEqual(written, [['a', 'b', 'c'], ['d']]);
  });

  it('are sent even if the stream ends in the same turn', async () => {
    const to = stream();
    for (const text of ['a', 'b']) say(to, text);
    to.end();
    await turn();
    assert.deepEqual(written, [['a', 'b']]);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonBytes, jsonText } from './json-text.ts';
import { whole } from './sliced.ts';

const many = <Item>(make: (index: number) => Item) => Array.from({ length: 1000 }, (_, index) => make(index));

describe('jsonText', () => {
  it('returns what JSON.stringify returns', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => assert.equal(whole(jsonText(value)), JSON.stringify(value))),
    );
    const nodes = many((index) => ({ name: `n${index}`, tags: ['a'], gone: undefined }));
    for (const value of [
      nodes,
      { nodes, other: undefined, at: new Date(0) },
      { steps: [{ nodes: Object.fromEntries(many((index) => [`${index}-n`, { at: new Date(index) }])) }] },
      Object.fromEntries(many((index) => [String(index), index % 2 === 0 ? undefined : index])),
      [undefined, many(() => undefined), 'x'],
      { gone: { toJSON: () => undefined }, nodes: [nodes, nodes], none: many(() => undefined) },
      Object.fromEntries(many((index) => [`k${index}`, index < 300 ? undefined : index])),
      new Date(0),
    ])
      assert.equal(whole(jsonText(value)), JSON.stringify(value));
    assert.equal(whole(jsonText(undefined)), 'null');
    const texts = { ü: many((index) => `${index} €`) };
    assert.equal(Buffer.concat(whole(jsonBytes(texts))).toString(), JSON.stringify(texts));
  });

  it('reads few members of a long map between two pauses', () => {
    let read = 0;
    const nodeStates = {};
    for (let index = 0; index < 5000; index += 1)
      Object.defineProperty(nodeStates, `n${index}`, { enumerable: true, get: () => (read += 1) });
    let most = 0;
    const work = jsonText({ steps: [{ nodeStates }] });
    for (let before = 0; work.next().done !== true; before = read) most = Math.max(most, read - before);
    assert.equal(read, 5000);
    assert.ok(most <= 512, `${most} members at once`);
  });

  it('pauses within long lists and maps, and never within short ones', () => {
    assert.equal(jsonText({ a: { nodes: many(String) } }).next().done, false);
    assert.equal(jsonText({ a: Object.fromEntries(many((index) => [index, index])) }).next().done, false);
    assert.equal(jsonText({ a: [1, 2, 3], b: { c: 'x' } }).next().done, true);
  });
});

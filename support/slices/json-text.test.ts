import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonBytes, jsonText } from './json-text.ts';
import { whole } from './sliced.ts';

const many = <Item>(make: (index: number) => Item) => Array.from({ length: 1000 }, (_, index) => make(index));

describe('jsonText', () => {
  it('returns the same text as JSON.stringify', () => {
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

  it('limits the number of values that it stringifies between two pauses', () => {
    let written = 0;
    const value = { toJSON: () => (written += 1) };
    const named = (count: number, member: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, member]));
    const listed = (count: number, member: unknown) => Array.from({ length: count }, () => member);
    const values: readonly unknown[] = [
      { steps: [{ nodeStates: named(20_000, value) }] },
      listed(20_000, value),
      { steps: listed(200, { nodes: listed(100, { state: value }) }) },
      named(200, named(100, value)),
      listed(8, listed(50, named(50, value))),
      named(20_000, { at: value }),
    ];
    for (const [index, large] of values.entries()) {
      written = 0;
      let most = 0;
      const work = jsonText(large);
      for (let before = 0, isDone = false; !isDone; before = written) {
        isDone = work.next().done === true;
        most = Math.max(most, written - before);
      }
      assert.equal(written, 20_000);
      assert.ok(most <= 4096, `${most} values of value ${index} at once`);
    }
  });

  it('pauses while it stringifies many long strings', () => {
    const work = jsonText({ texts: Array.from({ length: 100 }, () => ({ text: 'x'.repeat(100_000) })) });
    let pauses = 0;
    while (work.next().done !== true) pauses += 1;
    assert.ok(pauses >= 30, `${pauses} pauses`);
  });

  it('pauses within long lists and maps, and not within small values', () => {
    assert.equal(jsonText({ a: { nodes: many(String) } }).next().done, false);
    assert.equal(jsonText({ a: Object.fromEntries(many((index) => [index, index])) }).next().done, false);
    assert.equal(jsonText({ a: [1, 2, 3], b: { c: 'x' } }).next().done, true);
  });

  it('returns the same text as JSON.stringify for large values', () => {
    const jsonValue = fc.jsonValue({ maxDepth: 3 });
    const inner = fc.array(fc.oneof(jsonValue, fc.constant(undefined)), { minLength: 1, maxLength: 5 });
    const large = fc.tuple(inner, fc.nat(60), fc.nat(60)).map(([members, rows, columns]) => {
      const row = Array.from({ length: columns }, (_, index) => members[index % members.length]);
      const map = Object.fromEntries(
        row.map((member, index) => [index % 3 === 0 ? `k${index}` : index, member]),
      );
      return {
        rows: Array.from({ length: rows }, (_, index) => (index % 2 === 0 ? row : map)),
        end: members,
      };
    });
    fc.assert(fc.property(large, (value) => assert.equal(whole(jsonText(value)), JSON.stringify(value))));
    let nested: unknown = many(String);
    for (let level = 0; level < 200; level += 1) nested = level % 2 === 0 ? { nested } : [nested, level];
    assert.equal(whole(jsonText(nested)), JSON.stringify(nested));
  });
});

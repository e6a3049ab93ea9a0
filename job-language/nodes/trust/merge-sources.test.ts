import assert from 'node:assert/strict';
import { whole } from '../../../support/slices/sliced.ts';
import { limitReplacing, mergeSources, type SourcePart, type SourceTrust } from './merge-sources.ts';

describe('mergeSources', () => {
  const part = (trust: SourceTrust, mark: string, ...names: string[]): SourcePart => ({
    trust,
    nodes: names.map((name) => ({ name, tags: [], attributes: { mark } })),
  });
  const marks = (...sources: SourcePart[]) => {
    const nodes = whole(mergeSources(sources, whole(limitReplacing(sources))));
    return Object.fromEntries(nodes.map(({ name, attributes }) => [name, attributes['mark']]));
  };

  it('prefers the stored node, then the last trusted source, then hosts, then the last untrusted source', () => {
    const sources = [
      part('stored', 'stored', 'a'),
      part('host', 'host', 'a', 'localhost', 'c'),
      part('trusted', 'first', 'a', 'b', 'c'),
      part('trusted', 'second', 'b'),
      part('untrusted', 'third', 'd'),
      part('untrusted', 'fourth', 'd'),
    ];
    const expected = { a: 'stored', b: 'second', c: 'first', d: 'fourth', localhost: 'host' };
    assert.deepEqual(marks(...sources), expected);
  });

  it('drops an untrusted node with the name of a more trusted one, in any letter case and source order', () => {
    const good = part('trusted', 'good', 'web');
    const bad = part('untrusted', 'bad', 'Web', 'LOCALHOST', 'own');
    const host = part('host', 'host', 'localhost');
    for (const order of [
      [good, bad, host],
      [bad, host, good],
    ]) {
      assert.deepEqual(marks(...order), { web: 'good', localhost: 'host', own: 'bad' });
      const parts = whole(limitReplacing(order));
      const { replacing } = parts[order.indexOf(bad)] ?? assert.fail();
      assert.deepEqual(replacing, { count: 2, names: ['Web', 'LOCALHOST'] });
    }
  });
});

import assert from 'node:assert/strict';
import { readListedValues } from './read-listed-values.ts';

describe('readListedValues', () => {
  const read = (value: unknown, filter?: string) => readListedValues(JSON.stringify(value), filter);
  const names = (value: unknown, filter?: string) => {
    const listed = read(value, filter);
    assert.ok('values' in listed, JSON.stringify(listed));
    return listed.values.map(({ name, value: text, selected }) => `${name}=${text}${selected ? '!' : ''}`);
  };

  it('reads a list of strings, a list of names with values, or a map', () => {
    assert.deepEqual(names(['a', 1, true]), ['a=a', '1=1', 'true=true']);
    assert.deepEqual(
      names([{ name: 'A', value: 'a', selected: true }, { name: 'B' }, { value: 'c', selected: 'true' }]),
      ['A=a!', 'B=B', 'c=c!'],
    );
    assert.deepEqual(names({ A: 'a', B: 2 }), ['A=a', 'B=2']);
    assert.deepEqual(readListedValues('\uFEFF[]'), { values: [] });
  });

  it('reads values at a path within the response', () => {
    const answer = {
      items: [
        { id: 'a', 'x y': [1] },
        { id: 'b', 'x y': [2] },
      ],
    };
    assert.deepEqual(names(answer, '$.items[*].id'), ['a=a', 'b=b']);
    assert.deepEqual(names(answer, "items[1]['x y']"), ['2=2']);
    assert.deepEqual(names({ a: { k: 'v' } }, '$.a'), ['k=v']);
    assert.deepEqual(names({ a: { k: 'v', l: 'w' } }, '$.a.*'), ['v=v', 'w=w']);
  });

  it('refuses other shapes with the reason', () => {
    assert.deepEqual(readListedValues('<html>'), { problem: 'the response is not JSON' });
    for (const value of ['x', 1, null, [null], [[1]], { a: {} }, [{ key: 'x' }]]) {
      assert.deepEqual(read(value), {
        problem: 'it is not a list of strings, a list of {name, value} or a map',
      });
    }
    assert.deepEqual(read({ a: 1 }, '$.b'), { problem: 'nothing in it matches the path $.b' });
    assert.deepEqual(read({ a: 1 }, '$..a[?(@)]'), { problem: 'nothing in it matches the path $..a[?(@)]' });
    assert.ok('problem' in read(Array(10_001).fill('x')));
  });
});

import assert from 'node:assert/strict';
import { EXECUTION } from './entry-fixtures.ts';
import { outputOfUri, outputUri } from './output-address.ts';

describe('outputUri', () => {
  it('contains execution, node and part in the file name', () => {
    assert.equal(outputUri({ execution: EXECUTION, part: 1 }, '#12 a/b').path, '/#12 a∕b.log');
    const second = { execution: EXECUTION, node: 'web1', part: 2 };
    assert.equal(outputUri(second, '#12 deploy').path, '/#12 deploy on web1 (part 2).log');
  });

  it('identifies the output for node names with special characters', () => {
    for (const node of [undefined, 'web1', 'a&part=9', 'Ümläut 1/2#?']) {
      const address = { execution: EXECUTION, part: 3, node };
      assert.deepEqual(outputOfUri(outputUri(address, 'x')), JSON.parse(JSON.stringify(address)));
    }
  });

  it('is not parsed as output if the query is incomplete or invalid', () => {
    for (const query of ['', 'execution=x&part=1', 'execution=1&part=0', 'execution=1'])
      assert.equal(outputOfUri({ query }), undefined);
  });
});

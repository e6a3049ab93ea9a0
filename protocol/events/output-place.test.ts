import assert from 'node:assert/strict';
import { isInPlace, type OutputPlace } from './output-place.ts';

const OPERATIONS = [
  { node: 'web1', stepctx: '1' },
  { node: 'web2', stepctx: '1' },
  { node: 'web2', stepctx: '1e' },
  { node: 'host', stepctx: '2@node=web1/1' },
  { node: 'host', stepctx: '2@node=web2/1' },
  { node: 'web1', stepctx: '12' },
];

const inPlace = (place: OutputPlace) =>
  OPERATIONS.flatMap((operation, index) => (isInPlace(operation, place) ? index : []));

describe('isInPlace', () => {
  it('accepts every operation if the place has neither step nor node', () => {
    assert.equal(inPlace({}).length, OPERATIONS.length);
  });

  it('accepts the steps on a node, and the steps of jobs that run for that node', () => {
    assert.deepEqual(inPlace({ node: 'web1' }), [0, 3, 5]);
    assert.deepEqual(inPlace({ node: 'web' }), []);
  });

  it('accepts a step, its error handler and the steps of a referenced job', () => {
    assert.deepEqual(inPlace({ stepctx: '1' }), [0, 1, 2]);
    assert.deepEqual(inPlace({ stepctx: '1e' }), [2]);
    assert.deepEqual(inPlace({ stepctx: '2' }), [3, 4]);
    assert.deepEqual(inPlace({ stepctx: '2/1' }), [3, 4]);
    assert.deepEqual(inPlace({ stepctx: '2@node=web2' }), [4]);
    assert.deepEqual(inPlace({ stepctx: '2/1/1' }), []);
    const inHandler = { node: 'host', stepctx: '2e@node=web1/1' };
    for (const stepctx of ['2', '2e', '2@node=web1', '2e/1'])
      assert.equal(isInPlace(inHandler, { stepctx }), true, stepctx);
    for (const stepctx of ['2/1', '2@node=web2'])
      assert.equal(isInPlace(inHandler, { stepctx }), false, stepctx);
  });

  it('accepts only operations that belong to both the step and the node', () => {
    assert.deepEqual(inPlace({ stepctx: '2', node: 'web2' }), [4]);
  });
});

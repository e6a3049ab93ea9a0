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

describe('a place in the output', () => {
  it('without step and node contains everything', () => {
    assert.equal(inPlace({}).length, OPERATIONS.length);
  });

  it('of a node contains the steps on it, and those of jobs that run for it', () => {
    assert.deepEqual(inPlace({ node: 'web1' }), [0, 3, 5]);
    assert.deepEqual(inPlace({ node: 'web' }), []);
  });

  it('of a step contains its error handler and the steps of the job that it refers to', () => {
    assert.deepEqual(inPlace({ stepctx: '1' }), [0, 1, 2]);
    assert.deepEqual(inPlace({ stepctx: '1e' }), [2]);
    assert.deepEqual(inPlace({ stepctx: '2' }), [3, 4]);
    assert.deepEqual(inPlace({ stepctx: '2/1' }), [3, 4]);
    assert.deepEqual(inPlace({ stepctx: '2@node=web2' }), [4]);
    assert.deepEqual(inPlace({ stepctx: '2/1/1' }), []);
  });

  it('of a step on a node contains what belongs to both', () => {
    assert.deepEqual(inPlace({ stepctx: '2', node: 'web2' }), [4]);
  });
});

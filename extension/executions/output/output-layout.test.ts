import assert from 'node:assert/strict';
import type { OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { aFailure, anEntry, anError } from './entry-fixtures.ts';
import { OutputLayout } from './output-layout.ts';
import { outputFolds, outputOutline } from './output-outline.ts';

function layoutOf(...entries: OutputEntry[]): OutputLayout {
  const layout = new OutputLayout();
  for (const entry of entries) layout.add(entry);
  return layout;
}

const TWO_NODES = [
  anEntry('', 'waiting'),
  anEntry('1 web1', 'a'),
  anEntry('1 web1', 'b'),
  anEntry('1 web2', 'c'),
  anError('1 web2', 'warning'),
  anEntry('2 web1', 'd'),
  anError('2 web2', 'broken'),
  aFailure('2 web2'),
  anEntry('3@node=web1/1 web1', 'e'),
  aFailure('', 'execution failed'),
];

describe('OutputLayout', () => {
  it('finds the first line of a step, of a node, and of a step on a node', () => {
    const layout = layoutOf(...TWO_NODES);
    const line = (place: object) => layout.find({ ...place, error: false })?.line;
    assert.equal(line({ stepctx: '1' }), 1);
    assert.equal(line({ node: 'web2' }), 3);
    assert.equal(line({ stepctx: '2', node: 'web2' }), 6);
    assert.equal(line({ stepctx: '3' }), 8);
    assert.equal(line({ stepctx: '3@node=web1' }), 8);
    assert.equal(line({ stepctx: '4' }), undefined);
  });

  it('does not mistake step 10 for a step within step 1', () => {
    assert.equal(layoutOf(anEntry('10 a', 'x')).find({ stepctx: '1', error: false }), undefined);
  });

  it('finds the stderr of the step that failed first rather than earlier warnings', () => {
    assert.deepEqual(layoutOf(...TWO_NODES).find({ error: true }), { line: 6, rank: 3 });
  });

  it('finds the report of the failure if the failed step wrote nothing to stderr', () => {
    const layout = layoutOf(anError('1 a', 'warning'), anEntry('2 a', 'x'), aFailure('2 a'));
    assert.deepEqual(layout.find({ error: true }), { line: 2, rank: 3 });
  });

  it('finds stderr if nothing failed, and the first line of the place if it has no stderr either', () => {
    const layout = layoutOf(anEntry('1 a', 'x'), anError('2 a', 'warning'));
    assert.deepEqual(layout.find({ error: true }), { line: 1, rank: 2 });
    assert.deepEqual(layout.find({ error: true, stepctx: '1' }), { line: 0, rank: 1 });
    assert.equal(layoutOf(anEntry('1 a', 'x')).find({ error: true }), undefined);
  });
});

describe('outputFolds', () => {
  it('folds consecutive lines of a step, and of each node within the step', () => {
    assert.deepEqual(outputFolds(layoutOf(...TWO_NODES)), [
      { first: 1, last: 4 },
      { first: 1, last: 2 },
      { first: 3, last: 4 },
      { first: 5, last: 7 },
      { first: 6, last: 7 },
    ]);
  });

  it('folds a step on one node once', () => {
    assert.deepEqual(outputFolds(layoutOf(anEntry('1 a', 'x'), anEntry('1 a', 'y'))), [
      { first: 0, last: 1 },
    ]);
  });

  it('folds only steps if there would be too many folds otherwise', () => {
    const layout = new OutputLayout();
    for (let node = 0; node < 5000; node += 1) {
      layout.add(anEntry(`1 n${node}`, 'x'));
      layout.add(anEntry(`1 n${node}`, 'y'));
    }
    assert.deepEqual(outputFolds(layout), [{ first: 0, last: 9999 }]);
  });
});

describe('outputOutline', () => {
  it('lists each step with its nodes, and marks the failed nodes', () => {
    const drawn = outputOutline(layoutOf(...TWO_NODES)).map(({ name, detail, first, last, children }) => [
      `${name} ${detail} ${first}-${last}`,
      ...children.map((node) => `${node.name} ${node.detail} ${node.first}-${node.last}`),
    ]);
    assert.deepEqual(drawn, [
      ['Step 1  1-4', 'web1  1-2', 'web2  3-4'],
      ['Step 2 failed 5-7', 'web1  5-5', 'web2 failed 6-7'],
      ['Step 3/1  8-8', 'web1  8-8'],
    ]);
  });

  it('lists a step once even if its nodes write in turn', () => {
    const layout = layoutOf(anEntry('1 a', ''), anEntry('1 b', ''), anEntry('1 a', ''));
    assert.deepEqual(
      outputOutline(layout).map(({ children }) => children.map(({ first, last }) => [first, last])),
      [
        [
          [0, 2],
          [1, 1],
        ],
      ],
    );
  });
});

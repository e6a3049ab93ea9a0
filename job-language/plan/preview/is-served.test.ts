import assert from 'node:assert/strict';
import { isServed } from './is-served.ts';

const nobody: { names: string[] } = { names: [] };
const east = { names: ['east'] };
const REST = {
  ...{ job: { name: 'other', group: '', project: 'p' }, strategy: 'node-first' as const, keepGoing: false },
  threadCount: 1,
  order: [],
};
const step = (perNode: boolean, kind: 'exec' | 'reference' = 'exec') => ({
  stepctx: '1',
  label: '',
  kind,
  text: '',
  pty: false,
  perNode,
});
const node = (runners?: { names: string[] }) => ({ tags: [], ...(runners === undefined ? {} : { runners }) });
const automatic = true as const;

describe('isServed', () => {
  it('requires the runners of the workflow', () => {
    assert.ok(isServed({ nodes: [node()], steps: [step(true)], runners: east }));
    assert.ok(!isServed({ nodes: [node()], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ nodes: [], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ nodes: [node(east)], steps: [step(true)], runners: nobody }));
  });

  it('requires a runner for each node that has runners of its own', () => {
    assert.ok(!isServed({ nodes: [node(east), node(nobody)], steps: [step(true)], runners: east }));
    assert.ok(isServed({ nodes: [node(nobody)], steps: [step(false)], runners: east }));
  });

  it('requires the runners of the job with automatic dispatch only for workflow steps and unassigned nodes', () => {
    assert.ok(isServed({ automatic, nodes: [node(east)], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ automatic, nodes: [node(east), node()], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ automatic, nodes: [node(east)], steps: [step(false)], runners: nobody }));
    const handled = { ...step(true), errorHandler: step(false) };
    assert.ok(!isServed({ automatic, nodes: [node(east)], steps: [handled], runners: nobody }));
  });

  it('requires the runners of a referenced job separately', () => {
    const referred = (runners: typeof nobody | typeof east) => ({
      ...step(false, 'reference'),
      workflow: { nodes: [node()], steps: [step(true)], runners, ...REST },
    });
    assert.ok(isServed({ automatic, nodes: [node(east)], steps: [referred(east)], runners: nobody }));
    assert.ok(!isServed({ automatic, nodes: [node(east)], steps: [referred(nobody)], runners: east }));
  });
});

import assert from 'node:assert/strict';
import { isServed } from './is-served.ts';

const nobody = { names: [] };
const east = { names: ['east'] };
const step = (perNode: boolean) => ({
  stepctx: '1',
  label: '',
  kind: 'exec' as const,
  text: '',
  pty: false,
  perNode,
});
const node = (runners?: { names: string[] }) => ({ tags: [], ...(runners === undefined ? {} : { runners }) });

describe('whether a plan is served', () => {
  it('asks for the runners of the workflow where its steps or nodes go there', () => {
    assert.ok(isServed({ nodes: [node()], steps: [step(true)], runners: east }));
    assert.ok(!isServed({ nodes: [node()], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ nodes: [], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ nodes: [node(east)], steps: [step(false)], runners: nobody }));
  });

  it('asks for those of each node where it has its own', () => {
    assert.ok(isServed({ nodes: [node(east), node(east)], steps: [step(true)], runners: nobody }));
    assert.ok(!isServed({ nodes: [node(east), node(nobody)], steps: [step(true)], runners: east }));
  });
});

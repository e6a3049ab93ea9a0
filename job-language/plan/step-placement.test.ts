import assert from 'node:assert/strict';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { type PlacementKind, placementProblem, type StepPlacement } from './step-placement.ts';

const local: PlacementKind = 'local';
const remote: PlacementKind = 'created';
const copy: OperationTemplate = { kind: 'plugin', provider: 'copyfile', configuration: {}, pty: false };
const exec: OperationTemplate = { kind: 'exec', command: 'echo', pty: false };
const problem = (
  template: OperationTemplate,
  place: PlacementKind,
  more: Partial<StepPlacement> = {},
  perNode = true,
) => {
  const placement = {
    localExecutorDisabled: false,
    allowedPlugins: [],
    localExecutionPlugins: [],
    ...more,
  };
  return placementProblem({ template, perNode }, place, placement);
};

describe('the placement rules of a step', () => {
  it('allow every runner by default', () => {
    for (const target of [local, remote]) {
      assert.equal(problem(copy, target), undefined);
      assert.equal(problem(exec, target), undefined);
    }
  });

  it('exclude the Local Runner if it is disabled', () => {
    const off = { localExecutorDisabled: true };
    assert.equal(problem(exec, local, off), 'Local Executor is disabled');
    assert.equal(problem(exec, remote, off), undefined);
  });

  it('allow created runners or the Local Runner for a plugin only if they are listed for it', () => {
    const listed = ['WorkflowNodeStep:copyfile'];
    assert.match(problem(copy, local, { allowedPlugins: listed }) ?? '', /"copyfile".*created runner/);
    assert.equal(problem(copy, remote, { allowedPlugins: listed }), undefined);
    assert.match(
      problem(copy, remote, { localExecutionPlugins: listed }) ?? '',
      /may run only on the Local Runner$/,
    );
    assert.equal(problem(copy, local, { localExecutionPlugins: listed }), undefined);
  });

  it('distinguish the workflow steps of a plugin from its node steps', () => {
    const listed = { allowedPlugins: ['WorkflowNodeStep:copyfile'] };
    assert.equal(problem(copy, local, listed, false), undefined);
    assert.equal(problem(exec, local, listed), undefined);
  });
});

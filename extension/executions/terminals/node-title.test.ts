import assert from 'node:assert/strict';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { ExecutionId } from '../../../protocol/ids.ts';
import { NodeTitle } from './node-title.ts';

const started = ExecutionEvent.parse({
  type: 'step-started',
  operation: '7-1',
  stepctx: '2',
  label: 'Check',
  node: 'web1',
  runner: 'runner',
  runnerName: 'edge',
  replica: 'replica',
  time: 0,
});
const ended = (status: string) =>
  ExecutionEvent.parse({ type: 'step-ended', operation: '7-1', stepctx: '2', status, time: 0 });
const over = (status: string) =>
  ExecutionEvent.parse({ type: 'execution-ended', execution: 7, status, time: 0 });

/** Returns the last title after events. */
function titleAfter(...events: readonly ExecutionEvent[]): string {
  const title = new NodeTitle(ExecutionId.parse(7), 'web1', 'backup');
  for (const event of events) title.next(event);
  return title.current;
}

describe('NodeTitle', () => {
  it('shows execution, state, node, job and step', () => {
    assert.equal(titleAfter(), '#7 ▶ web1 · backup');
    assert.equal(titleAfter(started), '#7 ▶ web1 · backup › 2 Check');
    assert.equal(titleAfter(started, ended('succeeded'), over('succeeded')), '#7 ✔ web1 · backup');
  });

  it('shows that a step of the node failed, unless the execution succeeded nevertheless', () => {
    assert.equal(titleAfter(started, ended('failed')), '#7 ✘ web1 · backup › 2 Check');
    assert.equal(titleAfter(started, ended('failed'), started), '#7 ▶ web1 · backup › 2 Check');
    assert.equal(titleAfter(started, ended('failed'), over('failed')), '#7 ✘ web1 · backup');
    assert.equal(titleAfter(started, ended('failed'), over('succeeded')), '#7 ✔ web1 · backup');
  });

  it('shows success on a node without a failure in a failed execution, and shows that an execution was aborted', () => {
    assert.equal(titleAfter(started, ended('succeeded'), over('failed')), '#7 ✔ web1 · backup');
    assert.equal(titleAfter(started, ended('aborted'), over('aborted')), '#7 ■ web1 · backup');
    assert.equal(titleAfter(started, over('aborted')), '#7 ■ web1 · backup');
  });

  it('returns a title only if it changed', () => {
    const title = new NodeTitle(ExecutionId.parse(7), 'web1', undefined);
    assert.equal(title.next(started), '#7 ▶ web1 › 2 Check');
    assert.equal(title.next(started), undefined);
  });
});

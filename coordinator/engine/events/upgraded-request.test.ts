import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { OperationId } from '../../../protocol/ids.ts';
import { replay, unfinished } from '../engine.ts';
import { openOperations } from '../state/open-operation.ts';
import { progressOf } from '../views/progress.ts';
import { summaryOf } from '../views/summary.ts';
import { ENGINE_VERSION, type EngineEvent } from './events.ts';

const by = { replicaId: 'web-a', instanceId: 'web-a-1' };
const grantee = { ...by, runnerId: 'web', runnerName: 'web' };

/** An execution as version 1 kept it in its journal: two steps, the second one running. */
const JOURNAL = JSON.stringify([
  {
    type: 'execution-requested',
    engineVersion: 1,
    time: 1000,
    id: 17,
    project: 'shop',
    user: 'ann',
    job: { id: 'job-1', name: 'Deploy', group: 'web', revision: 3, textHash: 'abc' },
    plan: {
      strategy: 'node-first',
      keepGoing: false,
      steps: ['one', 'two'].map((command) => ({
        kind: 'operation',
        label: command,
        template: { kind: 'exec', command, pty: false },
        pty: false,
        secure: false,
      })),
      nodes: [{ kind: 'runner-host' }],
      values: { option: {}, secureOption: [], job: { name: 'Deploy' } },
    },
    options: {},
    argString: '',
    secureOptions: [],
    target: { kind: 'tags', match: 'all', tags: ['db'] },
    limits: {
      timeoutSeconds: 30,
      dispatchWaitSeconds: 600,
      cancelGraceSeconds: 10,
      cancelConfirmSeconds: 60,
    },
  },
  { type: 'operation-granted', time: 2000, operationId: '17-1', grantee },
  {
    type: 'operation-ended',
    time: 3000,
    operationId: '17-1',
    by,
    end: { kind: 'exited', exitCode: 0 },
    outputBytes: 4,
    endedAt: 3000,
  },
  { type: 'operation-granted', time: 4000, operationId: '17-8', grantee },
]);

const journal = (): EngineEvent[] => JSON.parse(JSON.stringify(JSON.parse(JOURNAL)));

describe('an execution that version 1 of the engine began', () => {
  it('stands where it stood: the same operations, grants and timers', () => {
    const open = replay(journal());
    assert.ok(open);
    assert.equal(open.state.request.engineVersion, ENGINE_VERSION);
    assert.deepEqual(
      openOperations(open.state).map(({ attempt }) => [attempt.sequence, attempt.grantee?.replicaId]),
      [[8, 'web-a']],
    );
    assert.deepEqual(
      progressOf(open.state).map(({ stepctx, node, state }) => [stepctx, node, state]),
      [
        ['1', 'web', 'SUCCEEDED'],
        ['2', 'web', 'RUNNING'],
      ],
    );
    const [timeout] = unfinished(open.state);
    assert.ok(timeout?.type === 'set-timer');
    assert.deepEqual([timeout.sequence, timeout.purpose, timeout.at], [3, 'timeout', 31_000]);
  });

  it('goes on to its end', () => {
    const operationId = OperationId.parse('17-8');
    const end = { kind: 'exited', exitCode: 0 } as const;
    const over = replay([...journal(), { type: 'operation-ended', time: 5000, operationId, end }]);
    assert.ok(over);
    const { status, successfulNodes } = summaryOf(over.state);
    assert.deepEqual([status, successfulNodes], ['succeeded', ['web']]);
  });

  it('may be aborted', () => {
    const over = replay([...journal(), { type: 'abort-requested', time: 5000, user: 'bob' }]);
    assert.equal(over?.commands.filter(({ type }) => type === 'cancel').length, 1);
  });
});

describe('an execution that version 2 of the engine began', () => {
  it('goes on with the commands that it would have had: each node where the workflow goes', () => {
    const [first, ...rest] = journal();
    assert.ok(first?.type === 'execution-requested');
    const nodes = ['a', 'b'].map((name) => ({
      ...{ kind: 'inventory' as const, name, tags: [], attributes: {}, executor: 'local' },
    }));
    const target = { kind: 'tags' as const, match: 'all' as const, tags: [] };
    const plan = {
      ...first.plan,
      steps: first.plan.steps.map((step) => ({ ...step, perNode: true, filters: [] })),
      dispatch: { nodes, threadCount: 2, keepGoing: false, successOnEmpty: false },
      target,
    };
    const requested: EngineEvent = { ...first, engineVersion: 2, plan };
    const open = replay([requested]);
    assert.deepEqual(
      open?.commands.flatMap((command) => (command.type === 'dispatch' ? [command.target] : [])),
      [target, target],
    );
    assert.equal(replay([requested, ...rest])?.state.request.engineVersion, ENGINE_VERSION);
  });

  it('reaches no node that it did not reach: what follows keeps its numbers', () => {
    const [first] = journal();
    assert.ok(first?.type === 'execution-requested');
    const nodes = [
      { name: 'a', executor: 'sshj-ssh' },
      { name: 'b', executor: 'local' },
    ].map((node) => ({ ...node, kind: 'inventory' as const, tags: [], attributes: {} }));
    const plan = {
      ...first.plan,
      steps: first.plan.steps.map((step) => ({ ...step, perNode: true, filters: [] })),
      dispatch: { nodes, threadCount: 1, keepGoing: true, successOnEmpty: false },
      target: { kind: 'local' as const },
    };
    const begun = (engineVersion: number) => {
      const open = replay([{ ...first, engineVersion, plan }]);
      assert.ok(open);
      return progressOf(open.state).map(({ stepctx, node, state }) => [stepctx, node, state].join(' '));
    };
    assert.equal(begun(2).includes('1 a FAILED'), true, begun(2).join());
    assert.equal(begun(ENGINE_VERSION).includes('1 a FAILED'), false);
  });
});

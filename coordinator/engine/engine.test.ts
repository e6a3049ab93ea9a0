import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import { OperationId } from '../../protocol/ids.ts';
import { whole } from '../../support/slices/sliced.ts';
import { replay, unfinished } from './engine.ts';
import type { EngineCommand } from './events/commands.ts';
import type { ExecutionRequested, FollowingEvent } from './events/events.ts';
import { ended, granted, OTHER, sampleRequest } from './testing/sample.ts';
import { progressOf } from './views/progress.ts';
import { summaryOf } from './views/summary.ts';
import { workflowStateOf } from './views/workflow-state.ts';

function run(request: ExecutionRequested, ...events: FollowingEvent[]) {
  const all = replay([request, ...events]);
  assert.ok(all);
  const before = replay([request, ...events.slice(0, -1)]);
  const fresh = all.commands.slice(events.length === 0 ? 0 : before?.commands.length);
  return { ...all, fresh, summary: summaryOf(all.state) };
}

const withoutLines = (commands: readonly EngineCommand[]) =>
  commands.filter(({ type }) => type !== 'write-line');
const types = (commands: readonly EngineCommand[]) => withoutLines(commands).map(({ type }) => type);
const messages = (commands: readonly EngineCommand[]) =>
  commands.flatMap((command) => (command.type === 'write-line' ? [command.line.message] : []));

const failing = (end: OperationEnd) =>
  run(sampleRequest({ steps: 1 }), granted('17-1'), ended('17-1', end)).summary;
const abort: FollowingEvent = { type: 'abort-requested', time: 5000, user: 'bob' };

describe('the engine', () => {
  it('dispatches the first step and limits how long the step waits for a replica', () => {
    const { fresh, summary } = run(sampleRequest());
    assert.deepEqual(fresh, [
      {
        type: 'dispatch',
        sequence: 1,
        operationId: '17-1',
        target: { kind: 'local' },
        pty: false,
        secure: false,
        queuedAt: 1000,
      },
      { type: 'set-timer', sequence: 2, purpose: 'dispatch-wait', at: 601_000, operationId: '17-1' },
    ]);
    assert.equal(summary.status, 'running');
  });

  it('dispatches the second step after the first, with a preference for the same replica', () => {
    const second = run(sampleRequest(), granted('17-1'), ended('17-1'));
    const dispatch = second.fresh.find(({ type }) => type === 'dispatch');
    assert.ok(dispatch?.type === 'dispatch');
    assert.equal(dispatch.preferred, 'web-a');
    const whole = run(
      sampleRequest(),
      granted('17-1'),
      ended('17-1'),
      granted(dispatch.operationId),
      ended(dispatch.operationId),
    );
    assert.equal(whole.summary.status, 'succeeded');
    assert.deepEqual(whole.summary.successfulNodes, ['web']);
    assert.deepEqual(messages(whole.commands), [
      'step 1 on web (web-a)',
      'Step 1 (true 1) on web succeeded.',
      'step 2 on web (web-a)',
      'Step 2 (true 2) on web succeeded.',
      'execution 17 succeeded',
    ]);
    assert.deepEqual(unfinished(whole.state), []);
  });

  it('fails the execution with the exit code of the failed step and does not start later steps', () => {
    const { summary, state } = run(
      sampleRequest(),
      granted('17-1'),
      ended('17-1', { kind: 'exited', exitCode: 3 }),
    );
    assert.equal(summary.status, 'failed');
    assert.deepEqual(summary.reason, {
      code: 'NonZeroResultCode',
      message: 'Step 1 (true 1) on web failed with exit code 3.',
    });
    assert.deepEqual(summary.failedNodes, ['web']);
    assert.deepEqual(
      progressOf(state).map((step) => [step.state, step.exitCode]),
      [
        ['FAILED', 3],
        ['NOT_STARTED', undefined],
      ],
    );
  });

  it('runs the remaining steps with keepgoing, but still fails the execution', () => {
    const first = run(
      sampleRequest({ keepGoing: true }),
      granted('17-1'),
      ended('17-1', { kind: 'exited', exitCode: 1 }),
    );
    const next = first.fresh.find(({ type }) => type === 'dispatch');
    assert.ok(next?.type === 'dispatch');
    const { summary } = run(
      sampleRequest({ keepGoing: true }),
      granted('17-1'),
      ended('17-1', { kind: 'exited', exitCode: 1 }),
      granted(next.operationId),
      ended(next.operationId),
    );
    assert.equal(summary.status, 'failed');
    assert.equal(summary.reason?.code, 'NonZeroResultCode');
  });

  it('maps a signal, a failed start, a lost keeper and an unknown end to a status and a reason code', () => {
    const said = (end: OperationEnd) => {
      const { status, customStatus, reason } = failing(end);
      return [customStatus ?? status, reason?.code];
    };
    assert.deepEqual(said({ kind: 'signalled', signal: 'SIGSEGV' }), ['failed', 'signalled']);
    assert.deepEqual(said({ kind: 'failed-to-start', problem: 'no pty' }), ['failed', 'failed-to-start']);
    assert.deepEqual(said({ kind: 'keeper-lost', problem: 'it was killed' }), ['failed', 'keeper-lost']);
    assert.deepEqual(said({ kind: 'unknown', problem: 'unresponsive for 600 s' }), ['unknown', 'unknown']);
    assert.equal(failing({ kind: 'unknown', problem: 'x' }).status, 'other');
    assert.match(
      failing({ kind: 'keeper-lost', problem: 'killed' }).reason?.message ?? '',
      /keeper lost: killed\./,
    );
  });

  it('ends the execution as unknown after an unknown end, even with keepgoing', () => {
    const { summary } = run(
      sampleRequest({ keepGoing: true }),
      granted('17-1'),
      ended('17-1', { kind: 'unknown', problem: 'silent' }, 'coordinator'),
    );
    assert.equal(summary.customStatus, 'unknown');
  });

  it('grants an operation to the first replica that claims it', () => {
    const { state, fresh } = run(sampleRequest(), granted('17-1'), granted('17-1', OTHER));
    assert.deepEqual(fresh, []);
    assert.equal(state.current?.grantee.replicaId, 'web-a');
  });

  it('accepts an end only from the replica with the grant', () => {
    assert.equal(
      run(sampleRequest({ steps: 1 }), granted('17-1'), ended('17-1', undefined, OTHER)).state.ended,
      undefined,
    );
    assert.equal(run(sampleRequest({ steps: 1 }), ended('17-1')).state.ended, undefined);
  });

  describe('an operation that waits for a replica', () => {
    const waiting: FollowingEvent = {
      type: 'operation-waiting',
      time: 2000,
      operationId: OperationId.parse('17-1'),
      why: 'runner web is Down',
    };

    it('is reported with its reason until a replica takes it', () => {
      const reported = run(sampleRequest(), waiting);
      assert.deepEqual(reported.summary.reason, { code: 'waiting', message: 'runner web is Down' });
      assert.deepEqual(messages(reported.fresh), ['waiting: runner web is Down']);
      const [line] = reported.fresh.flatMap((it) => (it.type === 'write-line' ? it.line.event : []));
      assert.ok(line?.type === 'waiting');
      assert.equal(line.reason.until, 601_000);
      assert.deepEqual(run(sampleRequest(), waiting, waiting).fresh, []);
      assert.equal(run(sampleRequest(), waiting, granted('17-1')).summary.reason, undefined);
    });

    it('fails the execution when the operation waits too long, even with keepgoing', () => {
      const { summary, fresh } = run(sampleRequest({ keepGoing: true }), {
        type: 'timer-fired',
        time: 601_000,
        timer: 2,
        why: 'runner web is Down',
      });
      assert.deepEqual(types(fresh), ['withdraw', 'end']);
      assert.equal(summary.status, 'failed');
      assert.deepEqual(summary.reason, {
        code: 'no-runner-available',
        message: 'Step 1 (true 1) was not taken within 600 s: runner web is Down.',
      });
    });

    it('stops waiting when it is granted', () => {
      assert.deepEqual(types(run(sampleRequest(), granted('17-1')).fresh), ['clear-timer', 'withdraw']);
      const late = run(sampleRequest(), granted('17-1'), { type: 'timer-fired', time: 601_000, timer: 2 });
      assert.deepEqual(late.fresh, []);
    });
  });

  describe('an abort', () => {
    it('ends the execution at once if no replica runs a step', () => {
      const { fresh, summary } = run(sampleRequest(), abort);
      assert.deepEqual(types(fresh), ['withdraw', 'clear-timer', 'end']);
      assert.equal(summary.status, 'aborted');
      assert.equal(summary.abortedBy, 'bob');
    });

    it('cancels a running step and ends the execution when the step ends', () => {
      const asked = run(sampleRequest(), granted('17-1'), abort);
      assert.deepEqual(types(asked.fresh), ['cancel', 'set-timer']);
      assert.equal(asked.summary.status, 'running');
      const done = run(
        sampleRequest(),
        granted('17-1'),
        abort,
        ended('17-1', { kind: 'cancelled', signal: 'SIGTERM' }),
      );
      assert.equal(done.summary.status, 'aborted');
      assert.deepEqual(done.summary.reason, { code: 'aborted', message: 'Stopped by bob.' });
    });

    it('ends the execution if the replica does not confirm in time, reports the replica, and records a later end', () => {
      const asked = run(sampleRequest(), granted('17-1'), abort);
      const timer = asked.fresh.find(({ type }) => type === 'set-timer')?.sequence ?? 0;
      const fired: FollowingEvent = { type: 'timer-fired', time: 65_000, timer };
      const over = run(sampleRequest(), granted('17-1'), abort, fired);
      assert.equal(over.summary.status, 'aborted');
      assert.match(over.summary.reason?.message ?? '', /replica web-a of runner web has not confirmed/);
      const late = run(sampleRequest(), granted('17-1'), abort, fired, ended('17-1', { kind: 'cancelled' }));
      assert.deepEqual(late.fresh, []);
      assert.deepEqual(late.summary, over.summary);
      assert.deepEqual(progressOf(late.state)[0]?.operations[0]?.late, { kind: 'cancelled' });
    });

    it('has no further effect when repeated', () => {
      assert.deepEqual(run(sampleRequest(), granted('17-1'), abort, abort).fresh, []);
    });
  });

  it('ends an execution as `timedout` after the timeout of its job', () => {
    const request = sampleRequest({ limits: { timeoutSeconds: 5 } });
    const timer = run(request).fresh.at(-1)?.sequence ?? 0;
    const fired: FollowingEvent = { type: 'timer-fired', time: 6000, timer };
    assert.deepEqual(types(run(request, granted('17-1'), fired).fresh), ['cancel', 'set-timer']);
    const { summary } = run(request, granted('17-1'), fired, ended('17-1', { kind: 'cancelled' }));
    assert.equal(summary.status, 'timedout');
    assert.deepEqual(summary.reason, { code: 'timed-out', message: 'Stopped after its timeout of 5 s.' });
  });

  it('ends an execution as unknown (restored) when the coordinator was restored from a backup', () => {
    const { summary, fresh } = run(sampleRequest(), { type: 'restored', time: 9000 });
    assert.equal(summary.customStatus, 'unknown');
    assert.equal(summary.reason?.code, 'restored');
    assert.deepEqual(types(fresh), ['withdraw', 'clear-timer', 'end']);
  });

  it('returns unfinished commands with their original sequence numbers', () => {
    assert.deepEqual(types(unfinished(run(sampleRequest()).state)), ['dispatch', 'set-timer']);
    assert.deepEqual(types(unfinished(run(sampleRequest(), granted('17-1')).state)), []);
    const stopping = run(sampleRequest(), granted('17-1'), abort);
    assert.deepEqual(unfinished(stopping.state), withoutLines(stopping.fresh));
  });

  it('returns a workflow state with the state of each step by node, and the duration of the running step', () => {
    const { state } = run(sampleRequest(), granted('17-1'));
    const shown = whole(workflowStateOf(state, { serverNode: 'host', now: 2500, why: () => undefined }));
    assert.equal(shown.executionState, 'RUNNING');
    assert.deepEqual(
      { ...shown.nodes },
      {
        web: [
          { executionState: 'RUNNING', stepctx: '1' },
          { executionState: 'WAITING', stepctx: '2' },
        ],
      },
    );
    assert.equal(shown.steps[0]?.duration, 500);
  });
});

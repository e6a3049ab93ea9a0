import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { OperationEnd } from '../../protocol/entities/operation-end.ts';
import { ExecutionId, OperationId } from '../../protocol/ids.ts';
import type { RunRequest } from './executions.ts';
import { CLAIMANT, OTHER_CLAIMANT, TestExecutions } from './testing/test-executions.ts';

const ONE_STEP = '- name: Deploy\n  sequence:\n    commands:\n      - exec: echo one\n';
const TWO_STEPS = `${ONE_STEP}      - exec: echo two\n`;
const MANY = `${ONE_STEP}  multipleExecutions: true\n`;
const TAGGED = `${ONE_STEP}  runnerSelector:\n    filter: linux,web\n    runnerFilterMode: TAGS\n    runnerFilterType: TAG_FILTER_AND\n`;
const OPTIONS = `${ONE_STEP}  options:
    - name: colour
      value: red
    - name: size
      required: true
    - name: password
      secure: true
      valueExposed: true
    - name: key
      secure: true
`;

const EXITED_0: OperationEnd = { kind: 'exited', exitCode: 0 };
const reportOf = (end: OperationEnd = EXITED_0) => ({ end, offset: 4, endedAt: 1 });
const running = (summary: ExecutionSummary) => summary.status === 'running';
const ended = (summary: ExecutionSummary) => !running(summary);

describe('Executions', () => {
  let test: TestExecutions;
  const operation = (id: number, sequence = 1) => OperationId.parse(`${id}-${sequence}`);
  const claim = (id: number, claimant = CLAIMANT) => test.operations.claim(operation(id), claimant);
  const end = (id: number, report = reportOf(), claimant = CLAIMANT) =>
    test.operations.end(operation(id), claimant, report);
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });

  describe('a run', () => {
    it('is dispatched, granted to the first claimant, and ends with the reported result', async () => {
      const { id } = await test.run(TWO_STEPS);
      assert.equal(test.dispatcher.queued.get(operation(id))?.project, 'shop');
      const granted = await claim(id);
      assert.ok(granted.verdict === 'granted');
      assert.deepEqual(granted.template, { kind: 'exec', command: 'echo one', pty: false });
      assert.equal(granted.values.job['execid'], String(id));
      assert.equal(granted.values.node?.['name'], 'localhost');
      assert.deepEqual(await claim(id), granted);
      assert.deepEqual(await claim(id, OTHER_CLAIMANT), { verdict: 'taken' });
      assert.equal(test.dispatcher.queued.size, 0);
      assert.equal(await end(id), 'accepted');
      assert.equal(await end(id), 'accepted');
      const [second] = test.dispatcher.queued.values();
      assert.ok(second);
      assert.equal(second.preferred, CLAIMANT.replicaId);
      await test.operations.claim(second.operationId, CLAIMANT);
      assert.equal(await test.operations.end(second.operationId, CLAIMANT, reportOf()), 'accepted');
      const summary = await test.executions.get(id);
      assert.equal(summary?.status, 'succeeded');
      assert.deepEqual(summary?.successfulNodes, ['localhost']);
      assert.deepEqual(test.executions.open(), []);
    });

    it('grants its step to exactly one of several simultaneous claimants', async () => {
      const { id } = await test.run(ONE_STEP);
      const claims = await Promise.all([
        claim(id, OTHER_CLAIMANT),
        claim(id),
        claim(id),
        claim(id, OTHER_CLAIMANT),
      ]);
      assert.deepEqual(
        claims.map(({ verdict }) => verdict),
        ['granted', 'taken', 'taken', 'granted'],
      );
      assert.deepEqual(test.operations.running(OTHER_CLAIMANT.replicaId), [operation(id)]);
      assert.deepEqual(test.operations.running(CLAIMANT.replicaId), []);
    });

    it('provides its steps, its workflow state, its engine lines, and a summary that is kept up to date', async () => {
      const seen: string[] = [];
      const heard: number[] = [];
      test.executions.onChange(({ status }) => seen.push(status));
      test.executions.onLine(({ number }) => heard.push(number));
      const { id } = await test.run(ONE_STEP);
      test.clock.advance(50);
      await claim(id);
      await end(id, reportOf({ kind: 'exited', exitCode: 7 }));
      const [step] = (await test.executions.steps(id)) ?? [];
      assert.equal(step?.state, 'FAILED');
      assert.equal(step?.exitCode, 7);
      assert.equal(step?.operations[0]?.runnerName, 'web');
      assert.equal((await test.executions.state(id))?.executionState, 'FAILED');
      const lines = await test.executions.lines(id, 0);
      assert.deepEqual(
        lines.map(({ message }) => message),
        [
          'step 1 on web (web-a)',
          'Step 1 (echo one) on localhost failed with exit code 7.',
          `execution ${id} failed: Step 1 (echo one) on localhost failed with exit code 7.`,
        ],
      );
      assert.deepEqual(
        heard,
        lines.map(({ number }) => number),
      );
      assert.deepEqual(await test.executions.lines(id, heard[1] ?? 0), lines.slice(2));
      assert.deepEqual(seen, ['running', 'running', 'failed']);
    });

    it('reports its start and end at once, and delays a change right after the start by 50 ms', async () => {
      const seen: unknown[] = [];
      test.executions.onChange(({ status, current }) =>
        seen.push((status === 'running' ? current?.operation : undefined) ?? status),
      );
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      assert.deepEqual(seen, ['running']);
      test.clock.advance(50);
      assert.deepEqual(seen, ['running', operation(id)]);
      await end(id, reportOf({ kind: 'exited', exitCode: 0 }));
      test.clock.advance(1000);
      assert.deepEqual(seen, ['running', operation(id), 'succeeded']);
    });

    it('reports that a started step waits while its replica is unresponsive', async () => {
      const { id } = await test.run(ONE_STEP);
      await test.operations.claim(OperationId.parse(`${id}-1`), CLAIMANT);
      assert.equal((await test.executions.get(id))?.reason, undefined);
      test.dispatcher.silent = 'its step was started by replica web-a, unresponsive for 45 s';
      const { silent: message } = test.dispatcher;
      assert.deepEqual((await test.executions.get(id))?.reason, { code: 'waiting', message });
      const [step] = (await test.executions.state(id))?.steps ?? [];
      assert.deepEqual([step?.runner?.name, step?.reason], ['web', { code: 'waiting', message }]);
    });

    it('waits with a reason, and fails with that reason if no replica takes its step', async () => {
      const { id, reason, startedAt } = await test.run(TAGGED);
      const waiting = { code: 'waiting', message: 'the only matching replica is Down' };
      assert.deepEqual(reason, { ...waiting, until: startedAt + 600_000 });
      assert.deepEqual((await test.executions.state(id))?.steps[0]?.reason, waiting);
      test.clock.advance(1000);
      await test.until(id, running);
      test.clock.advance(600_000);
      const summary = await test.until(id, ended);
      assert.equal(summary.reason?.code, 'no-runner-available');
      assert.match(summary.reason?.message ?? '', /within 600 s: the only matching replica is Down\.$/);
      assert.deepEqual(await claim(id), { verdict: 'withdrawn' });
    });

    it('is stopped after its timeout', async () => {
      const { id } = await test.run(
        `${ONE_STEP}  timeout: \${option.t}\n  options:\n    - name: t\n      value: 2m\n`,
      );
      await claim(id);
      test.clock.advance(120_000);
      await test.until(id, () => test.dispatcher.cancelled.length === 1);
      assert.equal(test.operations.holding(operation(id), CLAIMANT).kind, 'cancelling');
      await end(id, reportOf({ kind: 'exited', exitCode: 0 }));
      assert.equal((await test.executions.get(id))?.status, 'timedout');
    });
  });

  describe('admission', () => {
    const refused = (promise: Promise<unknown>, code: string, message = /./) =>
      assert.rejects(promise, { code, message });

    it('refuses a second run of a job and reports the running execution, even if both start at once', async () => {
      const [first, second] = await Promise.allSettled([test.run(ONE_STEP), test.run(ONE_STEP)]);
      assert.ok(first.status === 'fulfilled');
      assert.ok(second.status === 'rejected');
      await refused(test.run(ONE_STEP), 'job-already-running', new RegExp(`execution ${first.value.id}\\.`));
      assert.equal(second.reason.code, 'job-already-running');
      await test.executions.abort(first.value.id, 'bob');
      await test.run(ONE_STEP);
    });

    it('runs a job several times at once if the job allows it', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, async () => (await test.run(MANY)).id));
      assert.equal(new Set(ids).size, 20);
    });

    it('refuses a disabled job, invalid options, and a run while the disk is full', async () => {
      const job = { ...(await test.job(ONE_STEP)), executionEnabled: false };
      await refused(test.executions.run({ job, user: 'ann' }), 'job-disabled');
      await refused(test.run(OPTIONS), 'options-invalid', /"size" is required/);
      test.freeBytes = 1000;
      await refused(test.run(ONE_STEP), 'storage-low');
      assert.equal((await test.journal.executions({ offset: 0, max: 1 })).total, 0);
    });

    it('refuses a job without a matching runner, reports the number of runners for each tag, and refuses a job without a Local Runner', async () => {
      const job = TAGGED.replace('linux,web', 'linux,mars');
      await refused(
        test.run(job),
        'no-runner-matches',
        /project shop matches: `linux` is on 1 runner, `mars` on none\./,
      );
      await test.definitions.change((draft) => draft.remove('runners', 'local-runner'));
      await refused(test.run(ONE_STEP), 'no-local-runner', /Deploy/);
      assert.equal((await test.journal.executions({ offset: 0, max: 1 })).total, 0);
    });
  });

  describe('options', () => {
    const request: Partial<RunRequest> = { options: { size: 'XL', password: 's3cret', key: 'k3y' } };
    const files = () => readdir(join(test.folder, 'secure-values'));

    it('reach the steps, and are not stored in plain text if they are secure', async () => {
      const { id, options, argString } = await test.run(OPTIONS, request);
      assert.deepEqual(options, { colour: 'red', size: 'XL' });
      assert.equal(argString, '-colour red -size XL');
      const granted = await claim(id);
      assert.ok(granted.verdict === 'granted');
      assert.deepEqual(granted.values.secureOption, ['password']);
      assert.deepEqual(granted.secureValues, { password: 's3cret' });
      assert.equal(JSON.stringify(await test.journal.readExecution(id)).includes('s3cret'), false);
      const [file = ''] = await files();
      assert.equal((await readFile(join(test.folder, 'secure-values', file))).includes('s3cret'), false);
    });

    it('survive a crash if they are secure, and are removed after the execution ends', async () => {
      const { id } = await test.run(OPTIONS, request);
      await test.crash();
      const granted = await claim(id);
      assert.ok(granted.verdict === 'granted');
      assert.deepEqual(granted.secureValues, { password: 's3cret' });
      await end(id);
      await test.crash();
      assert.deepEqual(await files(), []);
    });
  });

  describe('an abort', () => {
    it('is pending until the replica of a running step confirms the abort', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      assert.equal((await test.executions.abort(id, 'bob')).status, 'pending');
      assert.deepEqual(test.dispatcher.cancelled, [
        { operationId: operation(id), replicaId: CLAIMANT.replicaId, graceSeconds: 10 },
      ]);
      await end(id, reportOf({ kind: 'cancelled', signal: 'SIGTERM' }));
      const summary = await test.executions.get(id);
      assert.equal(summary?.status, 'aborted');
      assert.equal(summary?.abortedBy, 'bob');
    });

    it('ends the execution after 60 s without confirmation, states the reason, and records a late end', async () => {
      const { id } = await test.run(ONE_STEP);
      await claim(id);
      await test.executions.abort(id, 'bob');
      test.clock.advance(60_000);
      const summary = await test.until(id, ended);
      assert.match(summary.reason?.message ?? '', /replica web-a of runner web has not confirmed/);
      assert.equal(await end(id), 'late');
      await test.crash();
      const [step] = (await test.executions.steps(id)) ?? [];
      assert.deepEqual(step?.operations[0]?.late, EXITED_0);
      assert.equal(await end(id), 'late');
    });

    it('takes effect at once while the step waits, and fails for an ended or unknown execution', async () => {
      const { id } = await test.run(ONE_STEP);
      assert.equal((await test.executions.abort(id, 'bob')).status, 'aborted');
      assert.equal((await test.executions.abort(id, 'bob')).status, 'failed');
      await assert.rejects(test.executions.abort(ExecutionId.parse(99), 'bob'), { code: 'not-found' });
    });
  });

  it('lists executions newest first, and deletes only ended executions', async () => {
    const first = await test.run(MANY);
    test.clock.advance(10);
    const second = await test.run(MANY);
    const query = { offset: 0, max: 10 };
    const listed = await test.executions.list(query);
    assert.deepEqual(
      listed.executions.map(({ id }) => id),
      [second.id, first.id],
    );
    assert.equal(listed.executions[0]?.reason?.code, 'waiting');
    const refused = await test.executions.delete([first.id], {});
    assert.equal(refused.get(first.id)?.code, 'execution-running');
    await test.executions.abort(first.id, 'bob');
    assert.equal((await test.executions.delete([first.id], {})).size, 0);
    assert.equal((await test.executions.list(query)).total, 1);
    assert.equal(await test.executions.steps(first.id), undefined);
  });
});

import assert from 'node:assert/strict';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newKeys, TestRunner } from '../../coordinator/runner-protocol/testing/test-runner.ts';
import { type ExecutionId, OperationId } from '../../protocol/ids.ts';
import { encodeFrameHead } from '../../protocol/runner/frames.ts';
import { RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import type { ReportedResult } from '../../protocol/runner/results.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

/**
 * Returns a replica that the test controls, with valid credentials and a session, of a new runner of project `demo`.
 */
async function liarOf(coordinator: Coordinator): Promise<TestRunner> {
  const { token } = await coordinator.client.createRunner({
    body: { name: 'liar', description: '', tagNames: ['liar'], assignedProjects: { demo: '.*' } },
  });
  const liar = new TestRunner(coordinator.url, await newKeys());
  await liar.enroll(token);
  await liar.signIn();
  await liar.sync();
  return liar;
}

/** Runs a job on an honest runner, to check that the coordinator still works. */
async function requireWorking({ client }: Coordinator): Promise<void> {
  const execution = await runJob(client, { name: 'honest', tags: ['honest'], steps: ['echo works'] });
  assert.equal((await endOf(client, execution)).status, 'succeeded');
  assert.deepEqual(await linesOf(client, execution), ['works']);
}

async function restarted(coordinator: Coordinator): Promise<Coordinator> {
  assert.equal((await coordinator.program.end('SIGTERM')).code, 0);
  return coordinator.again();
}

interface Granted {
  readonly execution: ExecutionId;
  readonly operationId: OperationId;
}

/** Runs a job with one step, which the coordinator grants to the lying replica. */
async function grantedTo(liar: TestRunner, { client }: Coordinator): Promise<Granted> {
  const execution = await runJob(client, { name: 'lies', tags: ['liar'], steps: ['true'] });
  const operationId = OperationId.parse(`${execution}-1`);
  await until('the offer', async () => {
    const { messages } = await liar.poll({ longestSeconds: 1 });
    return messages.some(({ message }) => message.type === 'assign') ? true : undefined;
  });
  assert.equal((await liar.claim(operationId))[0]?.verdict, 'granted');
  return { execution, operationId };
}

function result(operationId: OperationId): ReportedResult {
  return { operationId, end: { kind: 'exited', exitCode: 0 }, offset: 0, digest: 0, endedAt: 0, waited: 0 };
}

async function listBytes({ url, token }: Coordinator): Promise<number> {
  const answer = await fetch(`${url}/api/53/project/demo/executions?max=1000`, {
    headers: { 'X-Rundeck-Auth-Token': token, accept: 'application/json' },
  });
  assert.equal(answer.status, 200);
  return Buffer.byteLength(await answer.text());
}

describe('a coordinator with a runner that lies', () => {
  it('retains its history and open executions when it receives positions that it never issued', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'honest', tags: ['honest'], project: 'demo' });
    const gate = world.path('gate');
    const steps = [`until [ -e '${gate}' ]; do sleep 0.05; done; echo through`];
    const open = await runJob(coordinator.client, { name: 'open', tags: ['honest'], steps });
    const liar = await liarOf(coordinator);
    for (const seen of [
      { generation: 2, sequence: 1 },
      { generation: 1, sequence: 1e15 },
      { generation: 1, sequence: Number.MAX_SAFE_INTEGER },
      { generation: Number.MAX_SAFE_INTEGER, sequence: 1 },
      { generation: 2, sequence: 1, proof: 'A'.repeat(43) },
    ]) {
      await liar.sync([], seen);
      await requireWorking(coordinator);
    }
    liar.close();
    const again = await restarted(coordinator);
    await requireWorking(again);
    await writeFile(gate, '');
    assert.equal((await endOf(again.client, open)).status, 'succeeded');
    assert.match(coordinator.program.stdout + coordinator.program.stderr, /unproven position/);
    const audit = JSON.stringify((await again.call('GET', '/outrunner/v1/audit')).body);
    assert.equal(audit.split('replica.position-unproven').length, 2, audit);
    const metrics = await again.call('GET', '/metrics');
    assert.match(String(metrics.body), /outrunner_unproven_positions_total/);
  });

  it('starts and works on a data dir whose counters are close to 2^53', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'honest', tags: ['honest'], project: 'demo' });
    await requireWorking(coordinator);
    assert.equal((await coordinator.program.end('SIGTERM')).code, 0);
    const journal = new DatabaseSync(join(coordinator.dataDir, 'journal.db'));
    const unfinished = { generation: 1, sequence: Number.MAX_SAFE_INTEGER, highest: 1 };
    const set = journal.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
    set.run('execution-counter', '9007199255740988');
    set.run('sequence-counter', '9007199255740990');
    set.run('history', JSON.stringify({ held: true, unfinished, lost: [] }));
    journal.close();
    const again = await coordinator.again();
    await again.client.releaseQueued();
    await requireWorking(again);
    await requireWorking(await restarted(again));
  });

  it('refuses frames with impossible times, and keeps the output readable', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'honest', tags: ['honest'], project: 'demo' });
    const liar = await liarOf(coordinator);
    const executions: ExecutionId[] = [];
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 2 ** 53]) {
      const { execution, operationId } = await grantedTo(liar, coordinator);
      const payload = Buffer.from('lie\n');
      const head = encodeFrameHead({ operationId, stream: 'stdout', epoch: 1, offset: 0, time: 0, payload });
      head.writeDoubleBE(time, 16);
      const { request, answer } = liar.openOutput();
      request.end(Buffer.concat([head, payload]));
      assert.equal((await answer).status, 400);
      const [verdict] = await liar.results(result(operationId));
      assert.equal(verdict?.verdict, 'accepted');
      executions.push(execution);
    }
    liar.close();
    await requireWorking(coordinator);
    const again = await restarted(coordinator);
    await requireWorking(again);
    for (const execution of executions) assert.deepEqual(await linesOf(again.client, execution), []);
  });

  it('refuses results of many MiB, and keeps the list of executions short', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const liar = await liarOf(coordinator);
    const long = 'x'.repeat(9 * 1024 * 1024);
    for (const more of [
      { end: { kind: 'failed-to-start', problem: long } },
      { end: { kind: 'failed', reason: long, problem: '' } },
      { end: { kind: 'signalled', signal: long } },
      { data: { long } },
      { data: { [long]: '' } },
    ]) {
      const { execution, operationId } = await grantedTo(liar, coordinator);
      const refused = await liar.call(RUNNER_PATHS.results, {
        results: [{ ...result(operationId), ...more }],
        room: 0,
      });
      assert.equal(refused.status, 400);
      const [verdict] = await liar.results(result(operationId));
      assert.equal(verdict?.verdict, 'accepted');
      assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
    }
    liar.close();
    assert.ok((await listBytes(coordinator)) < 64 * 1024);
  });
});

describe('a coordinator that was restored from a backup', () => {
  it('recognises that a runner has seen a later position, and begins a new generation', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'honest', tags: ['honest'], project: 'demo' });
    const backup = world.path('backup');
    assert.equal((await coordinator.program.end('SIGTERM')).code, 0);
    await cp(coordinator.dataDir, backup, { recursive: true });
    const later = await coordinator.again();
    await requireWorking(later);
    assert.equal((await later.program.end('SIGTERM')).code, 0);
    await rm(coordinator.dataDir, { recursive: true });
    await cp(backup, coordinator.dataDir, { recursive: true });
    const restored = await later.again();
    await until('the restore to be noticed', () =>
      /restored from a backup/.test(restored.program.stdout + restored.program.stderr) ? true : undefined,
    );
    await restored.client.releaseQueued();
    await requireWorking(restored);
  });
});

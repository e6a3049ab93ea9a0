import assert from 'node:assert/strict';
import { ReplicaId, type RunnerId } from '../../protocol/ids.ts';
import type { PollAnswer } from '../../protocol/runner/poll.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { newKeys, TestRunner } from '../runner-protocol/testing/test-runner.ts';

const types = ({ messages }: PollAnswer) => messages.map(({ message }) => message.type);
describe('replicas', () => {
  let coordinator: TestCoordinator;
  const joined: TestRunner[] = [];
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
  });
  afterEach(async () => {
    for (const runner of joined.splice(0)) runner.http.close();
    await coordinator.stop();
  });

  const create = (name: string, replicaType: 'manual' | 'ephemeral' = 'manual') =>
    coordinator.client.createRunner({
      body: { name, description: '', tagNames: ['db'], assignedProjects: { ops: '.*' }, replicaType },
    });
  const join = async (token: string) => {
    const runner = new TestRunner(coordinator.url, await newKeys());
    joined.push(runner);
    await runner.enroll(token);
    await runner.signIn();
    await runner.sync();
    return runner;
  };
  const replicas = async (runner: RunnerId) =>
    (await coordinator.client.listReplicas({ params: { runner } })).replicas;

  it('are added with one token each, and deleted one by one', async () => {
    const { client } = coordinator;
    const { runnerId: runner, token } = await create('east');
    const first = await join(token);
    const added = await client.addReplica({ params: { runner } });
    const second = await join(added.token);
    assert.notEqual(first.replicaId, second.replicaId);
    const told = (await client.listReplicaRecords({ params: { runner } })).replicas;
    assert.deepEqual(
      told.map(({ replicaId }) => replicaId).toSorted(),
      [first, second].map((it) => it.replicaId).toSorted(),
    );
    assert.deepEqual(
      [told[0]?.ipAddress, told[0]?.versionWarning, told[0]?.runningOperations],
      ['127.0.0.1', null, 0],
    );
    await client.deleteReplica({ params: { runner, replica: first.replicaId } });
    assert.deepEqual(
      (await replicas(runner)).map(({ id }) => id),
      [second.replicaId],
    );
    await assert.rejects(first.signIn());
  });

  it('report their uptime; a runner reports the uptime of its oldest connected replica', async () => {
    const { client } = coordinator;
    const { runnerId: runner, token } = await create('east');
    const uptimes = async () => {
      const { replicas: records } = await client.listReplicaRecords({ params: { runner } });
      const { uptime } = await client.getRunner({ params: { runner } });
      return { runner: uptime, records: records.map((it) => it.uptime) };
    };
    assert.deepEqual(await uptimes(), { runner: null, records: [] });
    const old = await join(token);
    const young = await join((await client.addReplica({ params: { runner } })).token);
    const [hours, seconds] = [7_200_000, 5000];
    await old.sync([], undefined, { uptimeMilliseconds: hours });
    await young.sync([], undefined, { uptimeMilliseconds: seconds });
    const up = await uptimes();
    const told = up.records.map((it) => (it < hours ? it - seconds : it - hours));
    for (const since of [(up.runner ?? 0) - hours, ...told])
      assert.ok(since >= 0 && since < 60_000, `${since}`);
    await old.poll({ goodbye: true });
    assert.ok(((await uptimes()).runner ?? 0) < hours);
    await young.poll({ goodbye: true });
    assert.deepEqual(await uptimes(), { runner: null, records: [0, 0] });
  });

  it('cannot be added manually to an ephemeral runner', async () => {
    const { runnerId: runner } = await create('pods', 'ephemeral');
    await assert.rejects(
      coordinator.client.addReplica({ params: { runner } }),
      hasCode('replicas-ephemeral'),
    );
  });

  it('can be paused individually or together, resumed together, and stay paused across a restart', async () => {
    const { runnerId: runner, token } = await create('east');
    const replica = await join(token);
    await coordinator.client.setIntake({ params: { runner }, body: { act: 'pause' } });
    assert.equal((await replicas(runner))[0]?.paused, true);
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    const { client } = coordinator;
    assert.equal((await client.listRunnerOverviews()).runners[0]?.paused, true);
    assert.equal((await replicas(runner))[0]?.paused, true);
    await client.setIntake({ params: { runner }, body: { act: 'resume' } });
    assert.equal((await replicas(runner))[0]?.paused, false);
    await client.setIntake({ params: { runner }, body: { act: 'pause', replica: replica.replicaId } });
    const [seen] = (await client.listRunnerOverviews()).runners;
    assert.deepEqual([seen?.paused, seen?.replicas[0]?.paused], [false, true]);
  });

  it('are offered nothing while paused, and the waiting work once they are resumed', async () => {
    const { client } = coordinator;
    const { runnerId: runner, token } = await create('east');
    const replica = await join(token);
    const text = '- name: j\n  runnerSelector: {filter: db}\n  sequence: {commands: [{exec: echo}]}\n';
    const body = { text, mediaType: 'application/yaml' };
    const { succeeded } = await client.importJobs({ params: { project: 'ops' }, body });
    const [job] = succeeded;
    assert.ok(job);
    await client.setIntake({ params: { runner }, body: { act: 'pause' } });
    const waiting = replica.poll();
    const { id: execution } = await client.runJob({ params: { job: job.id } });
    const metrics = async () => (await coordinator.call('GET', '/metrics')).text();
    assert.match(await metrics(), /^runner_operations_total_queue_size 1$/m);
    for (let reason = ''; !/paused/.test(reason); ) {
      reason = (await client.getExecution({ params: { execution } })).reason?.message ?? '';
    }
    await client.setIntake({ params: { runner }, body: { act: 'resume' } });
    assert.deepEqual(types(await waiting), ['assign']);
    const offered = (await replica.poll()).messages;
    const operations = offered.flatMap(({ message }) =>
      message.type === 'assign' ? message.operationId : [],
    );
    await replica.claim(...operations);
    assert.match(await metrics(), /^runner_operations_total_queue_size 0$/m);
    assert.match(await metrics(), /^runner_operations_active_count 1$/m);
    assert.match(await metrics(), /^outrunner_replicas\{health="Healthy"\} 1$/m);
    const [operationId] = operations;
    assert.ok(operationId);
    const end = { kind: 'exited', exitCode: 0 } as const;
    await replica.results({ operationId, end, offset: 0, digest: 0, endedAt: Date.now(), waited: 90_000 });
    assert.match(await metrics(), /^runner_server_report_end_to_end_latency_count 1$/m);
    assert.match(await metrics(), /^runner_server_report_end_to_end_latency_max_seconds 9\d[.\d]*$/m);
    assert.match(await metrics(), /^runner_report_batch_processing_time_count 1$/m);
    assert.match(await metrics(), /^runner_report_batch_size_sum 1$/m);
    assert.match(await metrics(), /^runner_server_report_timeout_count 0$/m);
  });

  it('can be pinged individually, and the result counts the answers', async () => {
    const { client } = coordinator;
    const { runnerId: runner, token } = await create('east');
    const first = await join(token);
    await join((await client.addReplica({ params: { runner } })).token);
    const query = { replica: first.replicaId };
    const { pingToken: ping } = await client.pingRunner({ params: { runner }, query });
    const [asked] = (await first.poll()).messages;
    assert.equal(asked?.message.type, 'ping');
    const pongs = asked?.message.type === 'ping' ? [asked.message.pingId] : [];
    await first.poll({ acknowledged: asked?.number ?? 0, pongs, goodbye: true });
    const { message, iserror } = await client.checkPing({ params: { ping } });
    assert.match(message, /^1 of 1 replicas of runner east answered within \d+ ms\.$/);
    assert.equal(iserror, false);
    const absent = { replica: ReplicaId.parse('absent') };
    await assert.rejects(client.pingRunner({ params: { runner }, query: absent }), hasCode('not-found'));
  });

  it('can be asked to drain, individually or together', async () => {
    const { client } = coordinator;
    const { runnerId: runner, token } = await create('east');
    const first = await join(token);
    const second = await join((await client.addReplica({ params: { runner } })).token);
    await client.setIntake({ params: { runner }, body: { act: 'drain', replica: second.replicaId } });
    assert.deepEqual(types(await second.poll()), ['drain']);
    const draining = async () => (await replicas(runner)).filter((it) => it.draining).map(({ id }) => id);
    assert.deepEqual(await draining(), [second.replicaId]);
    const { replicas: after } = await client.setIntake({ params: { runner }, body: { act: 'drain' } });
    assert.deepEqual(
      after.map((it) => it.draining),
      [true, true],
    );
    assert.deepEqual(types(await first.poll()), ['drain']);
  });

  it('are asked to drain until they have drained, even after a restart of the coordinator', async () => {
    const { runnerId: runner, token } = await create('east');
    const drain = { params: { runner }, body: { act: 'drain' } } as const;
    const draining = async () => (await replicas(runner)).map((it) => it.draining);
    const replica = await join(token);
    await coordinator.client.setIntake(drain);
    const { dataDir } = coordinator;
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir });
    assert.deepEqual(await draining(), [true]);
    const again = new TestRunner(coordinator.url, replica.keys);
    joined.push(again);
    again.replica = replica.replica;
    await again.signIn();
    await again.sync();
    assert.deepEqual(types(await again.poll()), ['drain']);
    await again.poll({ acknowledged: 1, draining: true, goodbye: true });
    await coordinator.client.setIntake(drain);
    await again.sync();
    assert.deepEqual(await draining(), [false]);
  });
});

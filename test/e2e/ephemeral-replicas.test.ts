import assert from 'node:assert/strict';
import { TcpLink } from '../../demo/tcp-link.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { counting, countingScript, endOf, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { Program } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

/** A replica that is offline for longer than 3 s is removed. */
const SOON = { runner: { unknownSeconds: 1, ephemeralRemovalSeconds: 3 } };
const USUALLY = { runner: { unknownSeconds: 30, ephemeralRemovalSeconds: 600 } };

describe('ephemeral replicas', () => {
  it('enroll with one key, are removed when they stay offline, deliver their pending output, and enroll again', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    const body = { name: 'pods', description: '', tagNames: ['pods'], assignedProjects: { demo: '.*' } };
    const { runnerId: runner } = await client.createRunner({ body: { ...body, replicaType: 'ephemeral' } });
    const bounds = { maxReplicas: 1, networks: ['127.0.0.0/8'] };
    const { token } = await client.createEnrollmentKey({ params: { runner }, body: bounds });
    await using link = await TcpLink.open(() => coordinator.port);
    const start = (name: string, server: string) =>
      new Program({
        args: ['runner', 'start', '--data-dir', world.path(name), '--server', server],
        environment: { ...world.environment, OUTRUNNER_ENROLLMENT_TOKEN: token },
      });
    const seen = async () => (await client.listReplicas({ params: { runner } })).replicas;
    const first = start('first', link.url);
    await world.healthy(coordinator, 'pods');
    const [one] = await seen();
    const script = countingScript(world.path('starts'), 30, 0.1);
    const execution = await runJob(client, { name: 'count', tags: ['pods'], steps: [script] });
    await lineSeen(client, execution, 'line 3');

    await client.updateSettings({ body: SOON });
    link.cut();
    await until('the silent replica to be removed', async () =>
      (await seen()).length === 0 ? true : undefined,
    );
    assert.match((await waitOf(coordinator, execution)) ?? '', /of runner pods, unresponsive for \d+ s/);
    await client.updateSettings({ body: USUALLY });
    const second = start('second', coordinator.url);
    await world.healthy(coordinator, 'pods');

    link.mend();
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), counting(1, 30));
    assert.equal((await first.ended).code, 0);
    assert.equal(second.child.exitCode, null);
    assert.equal((await seen()).length, 1);

    await second.end('SIGTERM');
    start('first', link.url);
    await until('a new replica to be Healthy', async () => {
      const healthy = (await seen()).filter(({ health }) => health === 'Healthy');
      return healthy.length === 1 && healthy[0]?.id !== one?.id ? true : undefined;
    });
  });
});

/** Returns the reason why an execution waits. */
async function waitOf({ client }: Coordinator, execution: Parameters<typeof endOf>[1]) {
  return (await client.getExecution({ params: { execution } })).reason?.message;
}

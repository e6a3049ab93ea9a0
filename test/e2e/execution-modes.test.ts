import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Coordinator } from './harness/coordinator.ts';
import { importJob } from './harness/jobs.ts';
import { fields, refused } from './harness/shape.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const post = (coordinator: Coordinator, path: string, body?: object) =>
  coordinator.call('POST', `/api/34${path}`, body);

const modeOf = async ({ client }: Coordinator) => (await client.systemInfo()).system.executions.executionMode;

const plannedIn = async ({ client }: Coordinator) =>
  (await client.systemInfo()).system.outrunner.plannedExecutionMode;

const actsOf = async ({ client }: Coordinator) =>
  (await client.listAudit({ query: { max: 50 } })).acts.map(({ what, from }) => `${what} (${from})`);

describe('a change of an execution mode that is planned for later', () => {
  it('is applied at its time, to the coordinator and to a project', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const job = await importJob(coordinator.client, { name: 'hello', steps: [{ exec: 'true' }] });
    assert.deepEqual(await post(coordinator, '/system/executions/disable/later', { value: '1s' }), {
      status: 200,
      body: { saved: true, msg: 'Execution Mode Later saved' },
    });
    await until('the passive mode', async () =>
      (await modeOf(coordinator)) === 'passive' ? true : undefined,
    );
    refused(await post(coordinator, `/job/${job}/run`), 409, 'execution-mode-passive');
    assert.deepEqual(fields(await post(coordinator, '/system/executions/disable/later', { value: '1s' })), {
      saved: false,
      msg: 'The execution mode is already passive, so no change was planned.',
    });
    fields(await post(coordinator, '/system/executions/enable/later', { value: '1' }));
    await until('the active mode', async () => ((await modeOf(coordinator)) === 'active' ? true : undefined));

    const later = (act: string, type: string) =>
      post(coordinator, `/project/demo/${act}/later`, { type, value: '1s' });
    const config = async () => fields(await coordinator.call('GET', '/api/34/project/demo/config'));
    assert.deepEqual(fields(await later('disable', 'executions')), {
      saved: true,
      msg: 'Project Execution Mode Later saved',
    });
    fields(await later('disable', 'schedule'));
    await until('the disabled project', async () => {
      const { 'project.disable.executions': executions, 'project.disable.schedule': schedule } =
        await config();
      return executions === 'true' && schedule === 'true' ? true : undefined;
    });
    refused(await post(coordinator, `/job/${job}/run`), 409, 'project-executions-disabled');
    assert.deepEqual(
      Object.keys(await config()).filter((name) => name.startsWith('project.later.')),
      [],
    );
    fields(await later('enable', 'executions'));
    await until('a run', async () =>
      (await post(coordinator, `/job/${job}/run`)).status === 200 ? true : undefined,
    );
    refused(await post(coordinator, '/project/demo/enable/later', { value: '1s' }), 400, 'invalid-input');
    refused(
      await post(coordinator, '/system/executions/disable/later', { value: 'soon' }),
      400,
      'invalid-input',
    );
  });

  it('survives a kill -9, and is applied at the next start if its time has passed', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await post(coordinator, '/system/executions/disable/later', { value: '2h30m' });
    const planned = await plannedIn(coordinator);
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    assert.deepEqual(await plannedIn(coordinator), planned);

    const body = { type: 'schedule', value: '2s' };
    fields(await post(coordinator, '/project/demo/disable/later', body));
    fields(await post(coordinator, '/system/executions/disable/later', { value: '2s' }));
    const due = Date.parse((await plannedIn(coordinator))?.at ?? '') + 1000;
    await coordinator.program.end('SIGKILL');
    await pause(due - Date.now());
    coordinator = await coordinator.again();
    assert.equal(await modeOf(coordinator), 'passive');
    assert.equal(await plannedIn(coordinator), undefined);
    const config = fields(await coordinator.call('GET', '/api/34/project/demo/config'));
    assert.deepEqual(config, { 'project.disable.schedule': 'true' });
    const acts = await actsOf(coordinator);
    assert.ok(acts.includes('system.disable_executions (planned change)'), acts.join('\n'));
    assert.ok(acts.includes('project.disable_schedule (planned change)'), acts.join('\n'));
  });
});

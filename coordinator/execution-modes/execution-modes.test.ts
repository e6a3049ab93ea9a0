import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

describe('changes of the execution mode after a delay', () => {
  const params = { project: ProjectName.parse('ops') };
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: 'ops' } });
  });
  after(() => coordinator.stop());

  const planned = async () => (await coordinator.client.systemInfo()).system.outrunner.plannedExecutionMode;
  const acts = async () =>
    (await coordinator.client.listAudit({ query: { max: 1 } })).acts.map(
      ({ what, subject, detail }) => `${what} ${subject}: ${detail ?? ''}`,
    );
  const isInvalid = (error: unknown) => isOutrunnerError(error) && error.code === 'invalid-input';

  it('are planned only if they change the mode, and are replaced only by a different change', async () => {
    const { client } = coordinator;
    const useless = await client.enableExecutionsLater({ body: { value: '1h' } });
    assert.equal(useless.saved, false);
    assert.match(useless.msg, /already active/);
    const begun = Date.now();
    assert.deepEqual(await client.disableExecutionsLater({ body: { value: '2h30m' } }), {
      saved: true,
      msg: 'Execution Mode Later saved',
    });
    const first = await planned();
    assert.equal(first?.executionMode, 'passive');
    const delay = Date.parse(first.at) - begun;
    assert.ok(delay > 8_990_000 && delay <= 9_010_000, `planned in ${delay} ms`);
    assert.match((await acts())[0] ?? '', /^system\.disable_executions_later coordinator: in 2h30m, at 20/);
    const repeated = await client.disableExecutionsLater({ body: { value: '2h30m' } });
    assert.equal(repeated.saved, false);
    assert.match(repeated.msg, /already planned/);
    assert.deepEqual(await planned(), first);
    assert.equal((await client.disableExecutionsLater({ body: { value: '3d' } })).saved, true);
    assert.ok(Date.parse((await planned())?.at ?? '') > Date.parse(first.at) + 86_400_000);
  });

  it('are cancelled by an immediate change of the mode, also one in the settings', async () => {
    const { client } = coordinator;
    await client.disableExecutionsLater({ body: { value: '1d' } });
    await client.enableExecutions();
    assert.equal((await planned())?.executionMode, 'passive');
    await client.disableExecutions();
    assert.equal(await planned(), undefined);
    assert.deepEqual(await acts(), [
      'system.disable_executions coordinator: the planned change is cancelled',
    ]);
    await client.enableExecutionsLater({ body: { value: '1d' } });
    await client.updateSettings({ body: { executionMode: { active: true } } });
    assert.equal(await planned(), undefined);
  });

  it('appear in the configuration of a project as Rundeck’s properties', async () => {
    const { client } = coordinator;
    const useless = await client.enableProjectLater({ params, body: { type: 'schedule', value: '1h' } });
    assert.equal(useless.saved, false);
    assert.match(useless.msg, /Schedules of project ops are already enabled/);
    const body = { type: 'executions', value: '1h' } as const;
    assert.deepEqual(await client.disableProjectLater({ params, body }), {
      saved: true,
      msg: 'Project Execution Mode Later saved',
    });
    assert.match((await acts())[0] ?? '', /^project\.disable_executions_later ops: in 1h, at 20/);
    assert.equal((await client.disableProjectLater({ params, body })).saved, false);
    assert.equal((await client.disableProjectLater({ params, body: { ...body, value: '2h' } })).saved, true);
    const shown = {
      'project.later.executions.disable': 'true',
      'project.later.executions.disable.value': '2h',
    };
    assert.deepEqual(await client.getProjectConfig({ params }), shown);
    await client.setProjectConfig({ params, body: { ...shown, 'project.label': 'Ops' } });
    assert.equal((await client.disableProjectLater({ params, body: { ...body, value: '2h' } })).saved, false);
  });

  it('are cancelled by a configuration of the project that changes the mode or lacks their properties', async () => {
    const { client } = coordinator;
    const schedule = { params, body: { type: 'schedule', value: '5h' } } as const;
    await client.disableProjectLater({ params, body: { type: 'executions', value: '5h' } });
    await client.disableProjectLater(schedule);
    const both = await client.getProjectConfig({ params });
    const changed = await client.setProjectConfig({
      params,
      body: { ...both, 'project.disable.executions': 'true' },
    });
    const {
      'project.later.executions.disable': _,
      'project.later.executions.disable.value': __,
      ...kept
    } = both;
    assert.deepEqual(changed, { ...kept, 'project.disable.executions': 'true' });
    assert.equal((await client.disableProjectLater(schedule)).saved, false);
    const property = { ...params, property: 'project.later.schedule.disable' };
    await client.deleteProjectProperty({ params: property });
    assert.equal((await client.disableProjectLater(schedule)).saved, true);
  });

  it('require a valid delay and the name of a mode', async () => {
    const { client } = coordinator;
    for (const value of ['', 'soon', '1x', '1h30', '-1h', '1.5h', '101y', '1h 30m', '9'.repeat(10)]) {
      const call = client.disableExecutionsLater({ body: { value } });
      if (value === '1h30') assert.equal((await call).saved, true);
      else await assert.rejects(call, isInvalid, value);
    }
    const answer = await coordinator.call('POST', '/api/34/project/ops/disable/later', {
      headers: { 'content-type': 'application/json' },
      body: '{"value":"1h","type":"jobs"}',
    });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /field \\"type\\"/);
    await assert.rejects(
      client.disableProjectLater({
        params: { project: ProjectName.parse('none') },
        body: { type: 'executions', value: '1h' },
      }),
      (error) => isOutrunnerError(error) && error.code === 'not-found',
    );
  });
});

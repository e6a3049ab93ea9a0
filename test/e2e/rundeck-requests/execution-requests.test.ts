import assert from 'node:assert/strict';
import { ExecutionId } from '../../../protocol/ids.ts';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob } from '../harness/jobs.ts';
import { fields, list } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('requests for executions as scripts made for Rundeck send them', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, `/api/59${path}`, body);
  const run = async (command: string): Promise<ExecutionId> => {
    const answer = await call('POST', `/project/demo/run/command?exec=${encodeURIComponent(command)}`);
    const { execution } = fields(answer);
    return ExecutionId.parse(fields({ status: 200, body: execution })['id']);
  };
  const text = (path: string) =>
    fetch(`${coordinator.url}/api/59${path}`, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, Accept: 'text/plain' },
    });

  it('receive the output as text for Accept: text/plain, with the position in headers', async () => {
    const id = await run("echo '<one>'; echo 'two 你好'; echo three");
    await endOf(coordinator.client, id);
    const whole = await text(`/execution/${id}/output?offset=0&lastmod=0`);
    assert.equal(await whole.text(), '<one>\ntwo 你好\nthree\n');
    const header = (name: string) => whole.headers.get(`X-Rundeck-${name}`);
    assert.deepEqual(
      [header('ExecOutput-Completed'), header('Exec-Completed'), header('Exec-State')],
      ['true', 'true', 'succeeded'],
    );
    const rest = await text(`/execution/${id}/output?offset=${header('ExecOutput-Offset')}`);
    assert.equal(await rest.text(), '');
    assert.equal(await (await text(`/execution/${id}/output?lastlines=1`)).text(), 'three\n');
    const json = fields(await call('GET', `/execution/${id}/output`));
    assert.equal(json['id'], String(id));
  });

  it('find the state of a step on the server under the name of its node', async () => {
    const id = await run('true');
    await endOf(coordinator.client, id);
    const { serverNode, steps } = fields(await call('GET', `/execution/${id}/state`));
    const { nodeStates } = fields({ status: 200, body: [steps].flat()[0] });
    assert.deepEqual(Object.keys(fields({ status: 200, body: nodeStates })), [serverNode]);
    const { status } = await call('GET', `/project/demo/resource/${serverNode}`);
    assert.equal(status, 200);
    const { system } = fields(await call('GET', '/system/info?format=json'));
    const { rundeck } = fields({ status: 200, body: system });
    assert.equal(fields({ status: 200, body: rundeck })['node'], serverNode);
  });

  it('receive the id of a stopped execution as text', async () => {
    const id = await run('sleep 60');
    const { execution } = fields(await call('POST', `/execution/${id}/abort`));
    assert.equal(fields({ status: 200, body: execution })['id'], String(id));
    assert.equal((await endOf(coordinator.client, id)).status, 'aborted');
  });

  it('find executions by a custom status, and none by a status that no execution has', async () => {
    const more = { loglimit: '1', loglimitAction: 'halt', loglimitStatus: 'half done' };
    const job = await importJob(coordinator.client, { name: 'halts', steps: ['seq 9; sleep 60'], more });
    const { id } = fields(await call('POST', `/job/${job}/run`));
    const { status, customStatus } = await endOf(coordinator.client, ExecutionId.parse(id));
    assert.deepEqual([status, customStatus], ['other', 'half done']);
    const found = async (asked: string) =>
      list(await call('GET', `/job/${job}/executions?status=${asked}`), 'executions').length;
    assert.deepEqual([await found('half+done'), await found('other'), await found('no+such')], [1, 1, 0]);
  });

  it('list the running executions of several projects', async () => {
    await call('POST', '/projects', { name: 'second' });
    const id = await run('sleep 60');
    const running = async (projects: string) =>
      list(await call('GET', `/project/${projects}/executions/running`), 'executions').map((it) => it['id']);
    assert.deepEqual(
      [await running('second,demo'), await running('second'), await running('*')],
      [[id], [], [id]],
    );
    assert.equal((await call('GET', '/project/demo,absent/executions/running')).status, 404);
    await call('POST', `/execution/${id}/abort`);
    await endOf(coordinator.client, id);
  });
});

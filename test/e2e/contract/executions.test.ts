import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob, type JobText, lineSeen, linesOf, runJob } from '../harness/jobs.ts';
import { processesWith, runs } from '../harness/processes.ts';
import { type Fields, fields, list, refused, textOf } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, executions', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, `/api/53${path}`, body);
  const run = (job: JobText) => runJob(coordinator.client, job);
  const ended = async (job: JobText): Promise<Fields> => {
    const id = await run(job);
    await endOf(coordinator.client, id);
    return fields(await call('GET', `/execution/${id}`));
  };

  it('are returned as running when a job is started, and have the job, the options and the times once they end', async () => {
    const options = [
      { name: 'who', value: 'world' },
      { name: 'pin', secure: true, value: 'geheim' },
    ];
    const id = await importJob(coordinator.client, {
      name: 'Grüße',
      steps: ['echo "@option.who@"'],
      more: { group: 'a/b', options },
    });
    const started = fields(await call('POST', `/job/${id}/run`));
    assert.deepEqual([started['status'], started['project'], started['user']], ['running', 'demo', 'admin']);
    assert.equal(typeof started['id'], 'number');
    const href = `${coordinator.url}/api/59/execution/${started['id']}`;
    assert.deepEqual([started['href'], typeof started['permalink']], [href, 'string']);
    assert.ok(!('date-ended' in started));
    await endOf(coordinator.client, started['id'] as never);
    const after = fields(await call('GET', `/execution/${started['id']}`));
    assert.partialDeepStrictEqual(after, {
      status: 'succeeded',
      argstring: '-who world',
      job: { id, name: 'Grüße', group: 'a/b', project: 'demo', options: { who: 'world' } },
      reason: { code: 'succeeded' },
      failedNodes: [],
    });
    assert.equal((after['successfulNodes'] as unknown[]).length, 1);
    assert.doesNotMatch(JSON.stringify(after), /geheim/);
    for (const key of ['date-started', 'date-ended']) {
      const { unixtime, date } = fields({ status: 200, body: after[key] });
      assert.equal(new Date(String(date)).getTime(), Math.floor(Number(unixtime) / 1000) * 1000);
    }
    for (const [path, body, line] of [
      ['run', {}, 'world'],
      ['executions', { argString: '-who "two words"' }, 'two words'],
      ['run', { options: { who: "o'brien" }, loglevel: 'DEBUG' }, "o'brien"],
    ] as const) {
      const next = fields(await call('POST', `/job/${id}/${path}`, body));
      await endOf(coordinator.client, next['id'] as never);
      assert.deepEqual(await linesOf(coordinator.client, next['id'] as never), [line]);
    }
    for (const body of [{ options: { 'no/pe': 1 } }, { options: [] }, []]) {
      refused(await call('POST', `/job/${id}/run`, body), 400);
    }
  });

  it('have a status, a reason, and a command-line exit code for success, failure and timeout', async () => {
    const environment = { OUTRUNNER_URL: coordinator.url, OUTRUNNER_TOKEN: coordinator.token };
    const ends: [JobText, string, RegExp, number][] = [
      [{ name: 'fine', steps: ['true'] }, 'succeeded', /./, 0],
      [{ name: 'failing', steps: ['exit 3'] }, 'failed', /3/, 1],
      [{ name: 'slow', steps: ['sleep 60'], more: { timeout: '1s' } }, 'timedout', /timeout/, 124],
    ];
    for (const [job, status, why, exit] of ends) {
      const execution = await ended(job);
      assert.equal(execution['status'], status);
      const reason = fields({ status: 200, body: execution['reason'] });
      assert.match(textOf(reason, 'message'), why);
      assert.match(textOf(reason, 'code'), /./);
      const shown = await world.outrunner(['execution', 'show', String(execution['id'])], environment);
      assert.equal((await shown.ended).code, exit);
    }
  });

  it('are listed newest first, in pages', async () => {
    const id = await importJob(coordinator.client, { name: 'listed', steps: ['true'] });
    const numbers: unknown[] = [];
    for (let index = 0; index < 3; index += 1) {
      const next = fields(await call('POST', `/job/${id}/run`));
      numbers.unshift(next['id']);
      await endOf(coordinator.client, next['id'] as never);
    }
    const page = fields(await call('GET', `/job/${id}/executions?max=2&offset=1`));
    assert.deepEqual(page['paging'], { count: 2, total: 3, offset: 1, max: 2 });
    const ids = (executions: readonly Fields[]) => executions.map((it) => it['id']);
    assert.deepEqual(ids(list(await call('GET', `/job/${id}/executions`), 'executions')), numbers);
    const newest = list(await call('GET', '/project/demo/executions?max=3'), 'executions');
    assert.deepEqual(ids(newest), numbers);
    refused(await call('GET', '/project/absent/executions'), 404);
    refused(await call('GET', '/project/demo/executions?max=many'), 400);
  });

  it('show the state of each step', async () => {
    const { id } = await ended({ name: 'state', steps: ['true', 'exit 1', 'true'] });
    const state = fields(await call('GET', `/execution/${id}/state`));
    assert.partialDeepStrictEqual(state, { executionState: 'FAILED', completed: true, stepCount: 3 });
    assert.deepEqual(
      (state['steps'] as Fields[]).map((step) => [step['stepctx'], step['executionState']]),
      [
        ['1', 'SUCCEEDED'],
        ['2', 'FAILED'],
        ['3', 'NOT_STARTED'],
      ],
    );
    const [first, second] = state['steps'] as Fields[];
    assert.deepEqual(Object.keys(Object(first?.['runner'])).sort(), ['id', 'name', 'replica']);
    assert.partialDeepStrictEqual(second?.['reason'], { code: 'NonZeroResultCode' });
  });

  it('are refused with 409 and the id of the running execution, unless the job allows concurrent executions', async () => {
    const job = (name: string, more = {}) => ({ name, steps: ['sleep 60'], more });
    const once = await importJob(coordinator.client, job('once'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', `/job/${once}/run`, {})));
    const first = answers.find(({ status }) => status === 200);
    assert.ok(first !== undefined && answers.filter(({ status }) => status === 200).length === 1);
    const running = fields(first)['id'];
    for (const answer of answers.filter((it) => it !== first)) {
      assert.match(refused(answer, 409, 'job-already-running'), new RegExp(`\\b${running}\\b`));
    }
    refused(await call('DELETE', `/job/${once}`), 409);
    const many = await importJob(coordinator.client, job('many', { multipleExecutions: true }));
    const both = [await call('POST', `/job/${many}/run`), await call('POST', `/job/${many}/run`)];
    const ids = [running, ...both.map((answer) => fields(answer)['id'])];
    const listed = list(await call('GET', '/project/demo/executions/running'), 'executions');
    assert.deepEqual(listed.map((it) => it['id']).toSorted(), ids.toSorted());
    for (const id of ids) await call('GET', `/execution/${id}/abort`);
    for (const id of ids) assert.equal((await endOf(coordinator.client, id as never)).status, 'aborted');
    assert.deepEqual(list(await call('GET', '/project/demo/executions/running'), 'executions'), []);
  });

  it('end as aborted once the whole process tree is gone, including processes in their own sessions', async () => {
    const { client } = coordinator;
    const mark = `60.${process.pid}`;
    const id = await run({
      name: 'tree',
      steps: [
        `(trap '' TERM; setsid sleep ${mark}1 & sleep ${mark}2; :) & setsid -f sleep ${mark}3; echo ready; sleep ${mark}4`,
      ],
    });
    await lineSeen(client, id, 'ready');
    await until('its four processes', async () => ((await sleeping(mark)).length === 4 ? true : undefined));
    const answer = fields(await call('POST', `/execution/${id}/abort`));
    assert.partialDeepStrictEqual(answer, {
      execution: { id: String(id), href: `${coordinator.url}/api/59/execution/${id}` },
    });
    const { status } = fields({ status: 200, body: answer['abort'] });
    assert.ok(status === 'pending' || status === 'aborted', String(status));
    const after = await endOf(client, id);
    assert.equal(after.status, 'aborted');
    assert.match(after.reason?.message ?? '', /admin/);
    assert.deepEqual(await sleeping(mark), []);
    const again = fields({
      status: 200,
      body: fields(await call('POST', `/execution/${id}/abort`))['abort'],
    });
    assert.equal(again['status'], 'failed');
    refused(await call('POST', '/execution/9999/abort'), 404);
  });

  it('provide the documented variables to a step, and not XDG_RUNTIME_DIR of the coordinator', async () => {
    const { client } = coordinator;
    const id = await run({
      name: 'environment',
      steps: [{ exec: 'env' }, { exec: 'echo "$0" ~ \'${\' $((1+1)) {a,b}' }],
      more: { options: [{ name: 'my-opt', value: 'x' }] },
    });
    const after = await endOf(client, id);
    const lines = await linesOf(client, id);
    const variables = Object.fromEntries(
      lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s)),
    );
    for (const name of ['PATH', 'HOME', 'USER', 'SHELL', 'LANG', 'TZ']) assert.ok(variables[name], name);
    assert.partialDeepStrictEqual(variables, {
      OUTRUNNER_RUNNER: 'Local Runner',
      OUTRUNNER_REPLICA: after.current?.replica,
      OUTRUNNER_EXECUTION: String(id),
      RD_JOB_EXECID: String(id),
      RD_JOB_NAME: 'environment',
      RD_JOB_PROJECT: 'demo',
      RD_OPTION_MY_OPT: 'x',
    });
    assert.match(variables['OUTRUNNER_OPERATION'] ?? '', new RegExp(`^${id}-`));
    assert.ok(!('XDG_RUNTIME_DIR' in variables), 'the step does not inherit it');
    assert.equal(lines.at(-1), `/bin/sh ${variables['HOME']} $\{ 2 {a,b}`);
  });

  it('report why they wait, and fail for this reason after dispatch.waitSeconds', async () => {
    await using apart = await World.open();
    const alone = await apart.coordinator();
    await alone.client.updateSettings({ body: { dispatch: { waitSeconds: 2 } } });
    await alone.client.createRunner({
      body: { name: 'away', description: '', tagNames: ['db'], assignedProjects: { demo: '.*' } },
    });
    const id = await runJob(alone.client, { name: 'waits', tags: ['db'], steps: ['true'] });
    const waiting = await until('the reason', async () => {
      const { reason, status } = await alone.client.getExecution({ params: { execution: id } });
      return status === 'running' ? reason : undefined;
    });
    assert.match(waiting.message, /replica/);
    const { 'date-started': began } = await alone.client.getExecution({ params: { execution: id } });
    assert.equal(waiting.until, began.unixtime + 2000);
    const after = await endOf(alone.client, id);
    assert.equal(after.status, 'failed');
    assert.match(after.reason?.message ?? '', /replica/);
  });
});

/** Returns the ids of the processes that sleep for a time that begins with `mark`. */
async function sleeping(mark: string): Promise<readonly number[]> {
  const pids = await processesWith(`sleep\0${mark}`);
  const alive = await Promise.all(pids.map(runs));
  return pids.filter((_, index) => alive[index]);
}

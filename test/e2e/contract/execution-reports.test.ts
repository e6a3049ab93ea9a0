import assert from 'node:assert/strict';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob } from '../harness/jobs.ts';
import { type Fields, fields, list, refused } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('the contract, reports about executions', () => {
  let world: World;
  let coordinator: Coordinator;
  let ids: readonly ExecutionId[];
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const { client } = coordinator;
    const job = await importJob(client, {
      name: 'steps',
      steps: ['echo one; echo two; sleep 1', 'echo three >&2', 'exit @option.code@'],
      more: { uuid: 'steps', group: 'ops', options: [{ name: 'code', value: '0' }] },
    });
    const started: ExecutionId[] = [];
    for (const code of ['0', '1']) {
      const { id } = await client.runJob({ params: { job }, body: { options: { code } } });
      started.push(id);
      await endOf(client, id);
    }
    ids = started;
  });
  after(() => world[Symbol.asyncDispose]());

  const get = (path: string, version = 59) => coordinator.call('GET', `/api/${version}${path}`);

  it('count the executions that a query selects, with their durations', async () => {
    const all = fields(await get('/executions/metrics'));
    assert.partialDeepStrictEqual(all, { total: 2, succeeded: 1, failed: 1, successRate: 50 });
    for (const key of ['average', 'min', 'max'])
      assert.match(String((all['duration'] as Fields)[key]), /^\d+s$/);
    assert.notEqual((all['duration'] as Fields)['min'], '0s');
    assert.deepEqual(await get('/project/demo/executions/metrics'), { status: 200, body: all });
    const { total, duration } = fields(await get('/project/demo/executions/metrics?statusFilter=aborted'));
    assert.deepEqual([total, duration], [0, { average: '0s', min: '0s', max: '0s' }]);
    assert.equal(fields(await get('/executions/metrics?jobIdListFilter=steps&max=1'))['total'], 2);
    refused(await get('/project/none/executions/metrics'), 404, 'not-found');
    assert.equal(fields(await get('/executions/metrics?statusFilter=odd'))['total'], 0);
  });

  it('list the executions that have ended as history', async () => {
    const answer = await get('/project/demo/history');
    assert.deepEqual(fields(answer)['paging'], { count: 2, total: 2, offset: 0, max: 20 });
    const [failed, succeeded] = list(answer, 'events');
    assert.partialDeepStrictEqual(failed, {
      title: 'ops/steps',
      status: 'failed',
      statusString: 'fail',
      summary: 'steps',
      'node-summary': { succeeded: 0, failed: 1, total: 1 },
      user: 'admin',
      project: 'demo',
      job: { id: 'steps', href: `${coordinator.url}/api/59/job/steps` },
      execution: { id: ids[1] },
    });
    assert.deepEqual([succeeded?.['status'], succeeded?.['statusString']], ['succeeded', 'succeed']);
    assert.ok(Number(succeeded?.['endtime']) > Number(succeeded?.['starttime']));
    const found = async (query: string) => list(await get(`/project/demo/history?${query}`), 'events').length;
    assert.deepEqual(
      await Promise.all(
        ['statFilter=fail', 'statFilter=cancel', 'reportIdFilter=ops/steps', 'userFilter=x'].map(found),
      ),
      [1, 0, 2, 0],
    );
    assert.deepEqual(
      await Promise.all(['jobIdFilter=steps', 'begin=0&end=1', 'recentFilter=1h', 'max=1'].map(found)),
      [2, 0, 2, 1],
    );
  });

  it('select executions by the time of their start and end', async () => {
    const [second, first] = list(await get('/project/demo/executions'), 'executions');
    const started = (execution: Fields | undefined) =>
      Number((execution?.['date-started'] as Fields | undefined)?.['unixtime']);
    const found = async (query: string) =>
      list(await get(`/project/demo/executions?${query}`), 'executions').map(({ id }) => id);
    assert.deepEqual(await found(`startafterFilter=${started(first)}`), [second?.['id']]);
    assert.deepEqual(await found(`startbeforeFilter=${started(second)}`), [first?.['id']]);
    assert.deepEqual(await found(`endafterFilter=${started(second)}`), [second?.['id']]);
    assert.deepEqual(await found(`endbeforeFilter=${started(second)}`), [first?.['id']]);
  });

  it('restrict output to a node and a step', async () => {
    const output = async (path: string) => {
      const answer = await get(`/execution/${ids[0]}/output${path}`);
      return list(answer, 'entries').map(({ log }) => log);
    };
    const entries = list(await get(`/execution/${ids[0]}/output`), 'entries');
    const node = encodeURIComponent(String(entries[0]?.['node']));
    assert.deepEqual(await output('/step/1'), ['one', 'two']);
    assert.deepEqual(await output(`/node/${node}`), ['one', 'two', 'three']);
    assert.deepEqual(await output(`/node/${node}/step/2`), ['three']);
    assert.deepEqual(await output('/node/other'), []);
    assert.deepEqual(await output('?stepctx=2'), ['three']);
    assert.deepEqual(await output(`?nodename=${node}&stepctx=1`), ['one', 'two']);
    assert.deepEqual(await output('/step/1?lastlines=1'), ['two']);
    const { filter, completed } = fields(await get(`/execution/${ids[0]}/output/step/2`));
    assert.deepEqual([filter, completed], [{ stepctx: '2' }, true]);
    refused(await get(`/execution/${ids[0]}/output?stepctx=x`), 400);

    // Page by page, each line is in exactly one answer.
    const lines: unknown[] = [];
    for (let offset = '0', done = false; !done; ) {
      const page = fields(await get(`/execution/${ids[0]}/output/step/2?maxlines=1&offset=${offset}`));
      lines.push(...(page['entries'] as Fields[]).map(({ log }) => log));
      offset = String(page['offset']);
      done = page['completed'] === true;
    }
    assert.deepEqual(lines, ['three']);
  });

  it('compact output to the changed values: strings before version 59, and objects since then', async () => {
    const compacted = async (version: number) =>
      fields(await get(`/execution/${ids[0]}/output/step/1?compacted=true`, version));
    const { entries, compactedAttr } = await compacted(59);
    const [first, second] = entries as Fields[];
    assert.deepEqual([compactedAttr, first?.['log'], second?.['log']], ['log', 'one', 'two']);
    assert.ok(!('node' in (second ?? {})) && !('level' in (second ?? {})));
    const older = (await compacted(58))['entries'] as unknown[];
    assert.ok(older[1] === 'two' || typeof older[1] === 'object');
    assert.ok(!('compacted' in (await compacted(20))));
  });

  it('have metadata in entries of output since version 43', async () => {
    const [newer] = list(await get(`/execution/${ids[0]}/output`, 43), 'entries');
    const [older] = list(await get(`/execution/${ids[0]}/output`, 42), 'entries');
    assert.deepEqual([newer?.['metadata'], older?.['metadata']], [{ stream: 'stdout' }, undefined]);
  });
});

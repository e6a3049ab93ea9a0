import assert from 'node:assert/strict';
import type { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob } from '../harness/jobs.ts';
import { type Fields, fields, list, refused } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

describe('the contract, browsing jobs', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const make = (name: string, more: object = {}) =>
      importJob(coordinator.client, { name, steps: ['true'], more: { uuid: name, ...more } });
    await make('top');
    await make('web', { group: 'ops', description: 'Restarts the Web' });
    await make('db', { group: 'ops/data', executionEnabled: false });
    const schedule = { crontab: '0 0 3 * * ? *' };
    await make('nightly', { group: 'ops/data', schedule, scheduleEnabled: false });
    await make('hourly', { group: 'ops/data/hot', schedule: { crontab: '0 5 * * * ? *' } });
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown, version = 59) =>
    coordinator.call(method, `/api/${version}${path}`, body);
  const shown = (answer: Awaited<ReturnType<typeof call>>) =>
    list(answer, 'items').map((item) => (item['job'] === true ? item['jobName'] : `${item['groupPath']}/`));

  it('lists the jobs directly in a group, and the groups below it', async () => {
    assert.deepEqual(shown(await call('GET', '/project/demo/jobs/browse')), ['top', 'ops/']);
    const answer = await call('GET', '/project/demo/jobs/browse?path=ops');
    assert.equal(fields(answer)['path'], 'ops');
    assert.deepEqual(list(answer, 'items'), [
      { job: true, groupPath: 'ops', jobName: 'web', description: 'Restarts the Web', id: 'web' },
      { job: false, groupPath: 'ops/data' },
    ]);
    refused(await call('GET', '/project/none/jobs/browse'), 404, 'not-found');
  });

  it('lists only jobs and groups that the filters in the query or the body select', async () => {
    assert.deepEqual(shown(await call('GET', '/project/demo/jobs/browse?jobFilter=WEB')), ['ops/']);
    const post = (body: object, query = '') => call('POST', `/project/demo/jobs/browse${query}`, body);
    assert.deepEqual(shown(await post({ groupPath: 'ops/data' })), ['db', 'nightly', 'ops/data/hot/']);
    assert.deepEqual(shown(await post({ groupPath: 'ops/data', scheduledFilter: true })), [
      'nightly',
      'ops/data/hot/',
    ]);
    assert.deepEqual(shown(await post({ jobExactFilter: 'db' }, '?path=ops/data')), ['db']);
    assert.deepEqual(shown(await post({}, '?path=ops/data&max=3')), ['db']);
    assert.deepEqual(shown(await call('POST', '/project/demo/jobs/browse?path=ops/data&max=3', {}, 53)), [
      'db',
      'nightly',
      'ops/data/hot/',
    ]);
  });

  it('adds the metadata that the query requests, unless the result reaches the breakpoint', async () => {
    const metaOf = async (query: string, version = 59) => {
      const items = list(
        await call('GET', `/project/demo/jobs/browse?path=ops&${query}`, undefined, version),
        'items',
      );
      return (items[0]?.['meta'] as Fields[] | undefined)?.map(({ name }) => name);
    };
    assert.deepEqual(await metaOf('meta=*'), ['authz', 'schedule', 'stats']);
    assert.deepEqual(await metaOf('meta=stats,authz'), ['authz', 'stats']);
    assert.deepEqual(await metaOf('meta=*&metaExclude=stats'), ['authz', 'schedule']);
    assert.deepEqual(await metaOf('meta=*&metaExclude=stats', 57), ['authz', 'schedule', 'stats']);
    assert.equal(await metaOf('meta=*&breakpoint=2'), undefined);
    assert.equal((await metaOf('meta=*&breakpoint=3'))?.length, 3);
  });

  it('returns the rights of the caller, the schedule and the statistics of a job', async () => {
    const params = {
      job: await importJob(coordinator.client, {
        name: 'counted',
        steps: ['exit @option.code@'],
        more: { options: [{ name: 'code', value: '0' }] },
      }),
    };
    for (const code of ['0', '0', '1']) {
      const { id } = await coordinator.client.runJob({ params, body: { options: { code } } });
      await endOf(coordinator.client, id);
    }
    const [authz, schedule, stats] = list(await call('GET', `/job/${params.job}/meta`));
    assert.deepEqual([authz?.['name'], schedule?.['name'], stats?.['name']], ['authz', 'schedule', 'stats']);
    assert.partialDeepStrictEqual(authz?.['data'], { view: true, run: true, delete: true });
    assert.deepEqual(schedule?.['data'], {
      scheduleEnabled: true,
      executionEnabled: true,
      schedule: {},
      serverNodeUUID: null,
      nextExecutionTime: null,
      hasSchedule: false,
    });
    const { averageDuration, executionCount, successRate } = dataOf(stats);
    assert.deepEqual([executionCount, successRate], [3, 2 / 3]);
    assert.ok(Number(averageDuration) > 0);
    const [hourly] = list(await call('GET', '/job/hourly/meta?meta=schedule'));
    assert.partialDeepStrictEqual(hourly, {
      name: 'schedule',
      data: { hasSchedule: true, schedule: { minute: '5', crontabString: '0 5 * * * ? *' } },
    });
    assert.match(String(dataOf(hourly)['nextExecutionTime']), /:05:00Z$/);
    refused(await call('GET', '/job/none/meta'), 404, 'not-found');
  });

  it('lists the jobs that the filters for descriptions, schedules and executions select', async () => {
    const named = async (query: string) =>
      list(await call('GET', `/project/demo/jobs?${query}`)).map(({ name }) => name);
    assert.deepEqual(await named('descFilter=the+web&projFilter=other'), ['web']);
    assert.deepEqual(await named('scheduleEnabledFilter=false'), ['nightly']);
    assert.deepEqual(await named('executionEnabledFilter=false'), ['db']);
    refused(await call('GET', '/project/demo/jobs?tags=x'), 400);
  });

  it('returns the authors of a job since version 56', async () => {
    const info = async (version: number) => fields(await call('GET', '/job/top/info', undefined, version));
    assert.partialDeepStrictEqual(await info(56), { createdBy: 'admin', lastModifiedBy: 'admin' });
    assert.ok(!('createdBy' in (await info(55))));
  });

  it('checks an option of a job, and answers 400 with the messages if it is invalid', async () => {
    const check = (option: object, query = '') =>
      call('POST', `/project/demo/jobs/validateOption${query}`, option);
    const valid = { status: 200, body: { valid: true, messages: {} } };
    assert.deepEqual(await check({ name: 'env', values: ['a', 'b'], enforced: true, value: 'a' }), valid);
    const { valid: isValid, messages } = fields(
      await check({ name: 'env', enforced: true, regex: '(' }),
      400,
    );
    assert.deepEqual([isValid, Object.keys(messages as object)], [false, ['values', 'regex']]);
    assert.deepEqual(await check({ name: 'env', required: true }), valid);
    assert.equal((await check({ name: 'env', required: true }, '?jobWasScheduled=true')).status, 400);
    refused(await call('POST', '/project/none/jobs/validateOption', { name: 'a' }), 404, 'not-found');
  });

  it('lists the planned runs of a schedule after and before now, and planned single runs', async () => {
    const forecast = async (query: string, version = 59) =>
      fields(await call('GET', `/job/hourly/forecast${query}`, undefined, version));
    const times = (body: Fields) =>
      (body['futureScheduledExecutions'] as string[]).map((it) => Date.parse(it));
    const next = times(await forecast('?time=2h30n&max=2'));
    assert.equal(next.length, 2);
    assert.ok(next.every((time) => time > Date.now()));
    const past = times(await forecast('?time=3h&past=true'));
    assert.equal(past.length, 3);
    assert.ok(past.every((time) => time <= Date.now()));
    assert.equal(times(await forecast('')).length, 24);
    assert.equal(times(await forecast('?time=1m&max=1000')).length, 720);
    refused(await call('GET', '/job/hourly/forecast?time=soon'), 400);

    const runAtTime = new Date(Date.now() + 7 * 86_400_000).toISOString();
    await call('POST', '/job/hourly/run', { runAtTime });
    await call('PUT', '/project/demo/config/project.disable.schedule', {
      key: 'project.disable.schedule',
      value: 'true',
    });
    const newest = await forecast('?time=1h');
    assert.equal(times(newest).at(-1), Date.parse(runAtTime));
    assert.partialDeepStrictEqual(newest, { projectDisableExecutions: false, projectDisableSchedule: true });
    const older = await forecast('?time=1h', 47);
    assert.equal(times(older).length, 1);
    assert.ok(!('projectDisableSchedule' in older));
    await call('DELETE', '/project/demo/config/project.disable.schedule');
  });

  it('accepts metadata of a run, which has no effect', async () => {
    const started = fields(await call('POST', '/job/top/run?meta.ticket=1', {}));
    await endOf(coordinator.client, started['id'] as never);
    refused(await call('POST', '/job/top/run?metal=1', {}), 400);
  });

  it('takes over the schedules of the named jobs', async () => {
    const taken = async (body: object) => {
      const { takeoverSchedule } = fields(await call('PUT', '/scheduler/takeover', body));
      const { jobs } = takeoverSchedule as { jobs: { successful: Fields[] } };
      return jobs.successful.map(({ id }) => id);
    };
    await importJob(coordinator.client, {
      name: 'daily',
      steps: ['true'],
      more: { uuid: 'daily', schedule: { crontab: '0 0 1 * * ? *' } },
    });
    assert.deepEqual(await taken({ jobs: [{ id: 'hourly' }, { id: 'none' }] }), ['hourly']);
    assert.deepEqual((await taken({ server: { all: true } })).toSorted(), ['daily', 'hourly']);
  });

  it('answers the status of a passive coordinator with 503 before version 36', async () => {
    await call('POST', '/system/executions/disable');
    const status = (version: number, query = '') =>
      call('GET', `/system/executions/status${query}`, undefined, version).then((answer) => answer.status);
    assert.deepEqual(
      [await status(35), await status(36), await status(36, '?passiveAs503=true')],
      [503, 200, 503],
    );
    await call('POST', '/system/executions/enable');
    assert.equal(await status(35), 200);
  });

  it('answers nodes as XML before version 23, unless the request contains a format', async () => {
    const nodes = (version: number, query = '') =>
      call('GET', `/project/demo/resources${query}`, undefined, version);
    assert.match(String((await nodes(22)).body), /^<\?xml|^<project/);
    assert.equal(typeof (await nodes(23)).body, 'object');
    assert.equal(typeof (await nodes(22, '?format=json')).body, 'object');
  });
});

/** Returns the data of an item of metadata. */
function dataOf(item: Fields | undefined): Fields {
  return fields({ status: 200, body: item?.['data'] });
}

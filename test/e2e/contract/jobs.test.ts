import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Coordinator } from '../harness/coordinator.ts';
import { fields, list, refused, textOf } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

const ONE = '- name: one\n  group: a/b\n  sequence:\n    commands:\n    - exec: echo 1\n';

describe('the contract, jobs', () => {
  let world: World;
  let coordinator: Coordinator;
  let project: string;
  let number = 0;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });
  beforeEach(async () => {
    number += 1;
    project = `p${number}`;
    await coordinator.call('POST', '/api/53/projects', { name: project });
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string) => coordinator.call(method, `/api/53${path}`);
  const importing = (text: string, query = '', type = 'application/yaml') =>
    coordinator.call('POST', `/api/53/project/${project}/jobs/import${query}`, text, {
      'Content-Type': type,
    });
  const idsOf = (answer: Awaited<ReturnType<typeof importing>>) =>
    list(answer, 'succeeded').map((job) => textOf(job, 'id'));

  it('are imported one at a time or as a list, as YAML, JSON or XML, by media type or `fileformat`', async () => {
    const json = (name: string) => JSON.stringify({ name, sequence: { commands: [{ exec: 'true' }] } });
    const answers = [
      await importing(ONE),
      await importing('name: two\ndescription: ""\nsequence: {commands: [{exec: a}]}\n', '', 'text/yaml'),
      await importing(`[${json('three')}]`, '', 'application/json'),
      await importing(json('four'), '?fileformat=json', 'application/octet-stream'),
      await importing(
        'name: five\nsequence: {commands: [{exec: a}]}',
        '?fileformat=yaml',
        'application/json',
      ),
    ];
    for (const answer of answers) {
      assert.deepEqual([list(answer, 'failed'), list(answer, 'skipped')], [[], []]);
      const [job] = list(answer, 'succeeded');
      assert.ok(job !== undefined);
      const href = `${coordinator.url}/api/59/job/${textOf(job, 'id')}`;
      assert.deepEqual([job['index'], job['project'], job['href']], [1, project, href]);
      assert.ok('permalink' in job && 'name' in job && 'group' in job);
    }
    const jobs = list(await call('GET', `/project/${project}/jobs`));
    assert.deepEqual(
      jobs.map(({ name, group, scheduled, scheduleEnabled, enabled }) => [
        ...[name, group, scheduled, scheduleEnabled, enabled],
      ]),
      [
        ['one', 'a/b', false, true, true],
        ...['two', 'three', 'four', 'five'].map((name) => [name, null, false, true, true]),
      ],
    );
    for (const key of ['id', 'project', 'description', 'href', 'permalink'])
      assert.ok(key in (jobs[0] ?? {}));
    const xml =
      '<joblist><job><name>six</name><sequence><command><exec>a</exec></command></sequence></job></joblist>';
    assert.equal(list(await importing(xml, '', 'application/xml'), 'succeeded')[0]?.['name'], 'six');
    assert.equal(list(await importing(xml, '?fileformat=xml&dupeOption=update'), 'succeeded').length, 1);
    refused(await importing('six', '', 'text/plain'), 415);
  });

  it('are matched by uuid, otherwise by group and name', async () => {
    const [id = ''] = idsOf(await importing(ONE));
    const update = await importing(ONE.replace('echo 1', 'echo 2'), '?dupeOption=update');
    assert.deepEqual(idsOf(update), [id]);
    const skip = await importing(ONE.replace('echo 1', 'echo 3'), '?dupeOption=skip');
    assert.deepEqual(
      list(skip, 'skipped').map((job) => job['id']),
      [id],
    );
    const moved = `${ONE.replace('name: one', 'name: other')}  uuid: ${id}\n`;
    assert.deepEqual(idsOf(await importing(moved, '?dupeOption=update')), [id]);
    const [job] = list(await call('GET', `/project/${project}/jobs`));
    assert.equal(job?.['name'], 'other');
    assert.match(String((await call('GET', `/job/${id}`)).body), /echo 1/);
    const [another] = idsOf(await importing(moved, '?uuidOption=remove'));
    assert.notEqual(another, id);
    const again = await importing(moved, '?dupeOption=create');
    assert.deepEqual([list(again, 'succeeded').length, list(again, 'failed').length], [0, 1]);
    refused(await importing(ONE, '?dupeOption=replace'), 400);
  });

  it('are rejected with their position if invalid, and valid jobs of the same import are stored only with onError=skip', async () => {
    const text = `${ONE}- name: bad\n  sequence:\n    commands:\n    - jobref: {group: x}\n`;
    const mixed = await importing(text);
    assert.deepEqual(list(mixed, 'succeeded'), []);
    const [held, failed] = list(mixed, 'failed');
    assert.deepEqual([failed?.['index'], failed?.['name'], failed?.['line']], [2, 'bad', 9]);
    assert.match(String(failed?.['error']), /line 9.*has neither/);
    assert.deepEqual([held?.['index'], held?.['name']], [1, 'one']);
    assert.match(String(held?.['error']), /job 2.*onError=skip/);
    assert.deepEqual(list(await call('GET', `/project/${project}/jobs`)), []);
    const halved = await importing(text, '?onError=skip');
    assert.deepEqual([list(halved, 'succeeded').length, list(halved, 'failed').length], [1, 1]);
    for (const text of ['', '[]', 'hello', '- name: x\n  sequence: [\n']) {
      refused(await importing(text), 400, 'job-invalid');
    }
    refused(
      await coordinator.call('POST', '/api/53/project/absent/jobs/import', ONE, {
        'Content-Type': 'application/yaml',
      }),
      404,
    );
  });

  it('are exported as imported, including unknown keys', async () => {
    const text = `- name: Grüße
  sequnce: kept
  options:
  - name: who
    value: a, b
    odd: [1, {x: y}]
  sequence:
    keepgoing: true
    commands:
    - script: |-
        #!/bin/sh
        printf '%s' "@option.who@"
      args: \${option.who}
      unheard: of
`;
    const [id = ''] = idsOf(await importing(text));
    for (const format of ['yaml', 'json', 'xml']) {
      const one = await coordinator.call('GET', `/api/53/job/${id}?format=${format}`);
      const all = await coordinator.call('GET', `/api/53/project/${project}/jobs/export?format=${format}`);
      assert.deepEqual(one, all);
      const exported = typeof one.body === 'string' ? one.body : JSON.stringify(one.body);
      for (const kept of ['Grüße', 'sequnce', 'kept', 'odd', 'unheard', 'a, b', '@option.who@'])
        assert.ok(exported.includes(kept), `${kept} in ${exported}`);
      const type = `application/${format}`;
      assert.deepEqual(idsOf(await importing(exported, '?dupeOption=update', type)), [id]);
      assert.deepEqual(await coordinator.call('GET', `/api/53/job/${id}?format=${format}`), one);
    }
    for (const path of [`/job/${id}`, `/project/${project}/jobs/export`]) {
      const Accept = 'application/xml';
      const accepted = await coordinator.call('GET', `/api/53${path}`, undefined, { Accept });
      assert.deepEqual(accepted.body, (await call('GET', `${path}?format=xml`)).body);
      assert.match(String(accepted.body), /^<joblist>/);
    }
    refused(await call('GET', `/job/${id}?format=toml`), 400);
    assert.equal(fields(await call('GET', `/job/${id}/info`))['name'], 'Grüße');
    assert.equal((await call('DELETE', `/job/${id}`)).status, 204);
    refused(await call('GET', `/job/${id}/info`), 404);
    refused(await call('DELETE', `/job/${id}`), 404);
  });

  it('can be imported although no runner has their tags', async () => {
    const tagged = `${ONE}  runnerSelector: {filter: 'moon', runnerFilterMode: TAGS, runnerFilterType: TAG_FILTER_AND}\n`;
    assert.equal(idsOf(await importing(tagged)).length, 1);
  });

  it('are checked by a command that reports the position of each problem and sets the exit code', async () => {
    const check = async (text: string, ...flags: string[]) => {
      await writeFile(world.path('job.yaml'), text);
      const program = await world.outrunner(['job', 'check', ...flags, world.path('job.yaml')]);
      return { ...(await program.ended), out: program.stdout, err: program.stderr };
    };
    const line = (at: string, severity: string) =>
      new RegExp(`^${world.path('job.yaml')}:${at}: ${severity}: .+ \\[[a-z-]+\\]\n$`);
    assert.deepEqual(await check(ONE), { code: 0, signal: null, out: '', err: '' });
    const unknown = ONE.replace('  group:', '  gruop:');
    const warned = await check(unknown);
    assert.deepEqual([warned.code, line('2:3', 'warning').test(warned.out)], [0, true]);
    assert.match(warned.out, /"group"/);
    const strict = await check(unknown, '--strict');
    assert.deepEqual([strict.code, line('2:3', 'error').test(strict.out)], [1, true]);
    const wrong = await check(`${ONE}  retry: often\n`);
    assert.deepEqual([wrong.code, line('6:10', 'error').test(wrong.out)], [1, true]);
    assert.equal((await check('- name: [\n')).code, 1);
    const json = await check(unknown, '--json');
    assert.partialDeepStrictEqual(JSON.parse(json.out), [{ line: 2, column: 3, severity: 'warning' }]);
    const missing = await world.outrunner(['job', 'check', world.path('absent.yaml')]);
    assert.equal((await missing.ended).code, 2);
  });
});

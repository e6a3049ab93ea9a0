import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JobId } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const LISTED = '[{"name": "One", "value": "1", "selected": true}, "2"]';

describe('options of a job that need external values', () => {
  let coordinator: TestCoordinator;
  let job: JobId;
  const asked: string[] = [];
  let answer = LISTED;
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
    response.end(answer);
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.createProject({ body: { name: 'ops' } });
    await client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    await coordinator.call('POST', '/api/53/storage/keys/token', {
      headers: { 'content-type': 'application/x-rundeck-data-password' },
      body: 's3cret',
    });
    const text = `
- name: pick
  options:
  - {name: env, value: 'a b'}
  - name: item
    enforced: true
    valuesUrl: '${base}/\${option.env.value}'
    configRemoteUrl: {authenticationType: BEARER_TOKEN, tokenStoragePath: keys/token}
  - {name: broken, valuesUrl: 'http://169.254.169.254/'}
  - {name: closed, valuesUrl: 'http://169.254.169.254/', enforced: true}
  - {name: word, regex: '(?!x)[a-z]+'}
  - {name: pw, secure: true, valueExposed: true, required: true, storagePath: keys/token}
  - {name: day, isDate: true, dateFormat: YYYY-MM-DD, value: '\${DATE:yyyy-MM-dd}'}
  sequence: {commands: [{exec: 'echo \${option.item} \${option.day} \${option.pw}'}]}
`;
    const imported = await client.importJobs({
      params: { project: 'ops' },
      query: {},
      body: { text, mediaType: 'application/yaml' },
    });
    job = JobId.parse(imported.succeeded[0]?.id);
  });
  after(async () => {
    await coordinator.stop();
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  it('report whether values are remote, whether a password is already stored, and the date format', async () => {
    const { options } = await coordinator.client.getJobOptions({ params: { job } });
    const named = (name: string) => options.find((option) => option.name === name);
    assert.equal(named('item')?.remoteValues, true);
    assert.equal(named('env')?.remoteValues, undefined);
    assert.equal(named('pw')?.required, false);
    assert.equal(named('day')?.dateFormat, 'YYYY-MM-DD');
  });

  it('get their values from their URLs, which receive the values chosen so far', async () => {
    asked.length = 0;
    const answer = await coordinator.client.listOptionValues({
      params: { job },
      body: { options: { env: 'x/y' } },
    });
    assert.deepEqual(answer.options['item'], {
      values: [
        { name: 'One', value: '1', selected: true },
        { name: '2', value: '2', selected: false },
      ],
    });
    assert.match(JSON.stringify(answer.options['broken']), /metadata service/);
    assert.match(JSON.stringify(answer.options['broken']), /the setting fetch\.allowed/);
    assert.deepEqual(asked, ['/x%2Fy Bearer s3cret']);
    assert.ok(!JSON.stringify(answer).includes('s3cret'));
  });

  it('refuse a run with a value that the URL does not list, or that does not match the pattern or the date format', async () => {
    const run = (options: Record<string, string>) =>
      coordinator.client.runJob({ params: { job }, body: { options } });
    await assert.rejects(run({ item: '3' }), /"3" is not one of the values of option "item": 1, 2/);
    await assert.rejects(
      run({ closed: 'a' }),
      /option "closed" could not be read: .* the setting fetch\.allowed/,
    );
    await assert.rejects(run({ word: 'xa' }), /"xa" does not match the pattern of option "word"/);
    await assert.rejects(run({ day: '2023-02-29' }), /"2023-02-29" is not a date in the format/);
    // The options are valid; the run is refused because this coordinator has no Local Runner.
    await assert.rejects(run({ item: '2', word: 'ab' }), { code: 'no-local-runner' });
  });

  it('have the value that the URL selects if the run contains none', async () => {
    const plan = await coordinator.client.plan({ body: { job } });
    assert.match(plan.steps[0]?.text ?? '', /^echo 1 /);
  });

  it('accept a value that is not listed while their URL lists none, even if they are enforced', async () => {
    answer = '[]';
    const run = coordinator.client.runJob({ params: { job }, body: { options: { item: '3' } } });
    await assert.rejects(run, { code: 'no-local-runner' });
    answer = LISTED;
  });

  it('must match the pattern of the project or, if it has none, the pattern of the system', async () => {
    const { client } = coordinator;
    const property = 'project.option.input.validation.default.pattern';
    const run = (env: string) => client.runJob({ params: { job }, body: { options: { env } } });
    const patternOf = async (name: string) =>
      (await client.getJobOptions({ params: { job } })).options.find((option) => option.name === name)?.regex;
    await client.updateSettings({ body: { jobs: { optionPattern: '[a-z ]+' } } });
    await assert.rejects(run('a;b'), /"a;b" does not match the pattern of option "env": \[a-z \]\+/);
    await assert.rejects(client.plan({ body: { job, options: { env: 'a;b' } } }), {
      code: 'options-invalid',
    });
    assert.deepEqual([await patternOf('env'), await patternOf('item')], ['[a-z ]+', undefined]);
    await coordinator.call('PUT', `/api/53/project/ops/config/${property}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: property, value: '.*' }),
    });
    await assert.rejects(run('a;b'), { code: 'no-local-runner' });
    assert.equal(await patternOf('env'), '.*');
    await coordinator.call('DELETE', `/api/53/project/ops/config/${property}`);
    await assert.rejects(run('a;b'), { code: 'options-invalid' });
    await assert.rejects(
      client.updateSettings({ body: { jobs: { optionPattern: '[' } } }),
      /jobs\.optionPattern/,
    );
    await client.updateSettings({ body: { jobs: { optionPattern: '' } } });
  });

  it('are expanded in a plan, which masks the stored password', async () => {
    const plan = await coordinator.client.plan({ body: { job, options: { item: '1' } } });
    assert.match(plan.steps[0]?.text ?? '', /^echo 1 \d{4}-\d\d-\d\d '\*{5}'$/);
    assert.ok(!JSON.stringify(plan).includes('s3cret'));
  });
});

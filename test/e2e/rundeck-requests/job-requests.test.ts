import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Coordinator } from '../harness/coordinator.ts';
import { fields, list } from '../harness/shape.ts';
import { World } from '../harness/world.ts';

const IMPORT = '/api/59/project/demo/jobs/import';

const asXml = (name: string, steps = '<command><exec>echo hi</exec></command>') =>
  `<joblist><job><name>${name}</name><uuid>${name}</uuid><description/><loglevel>INFO</loglevel>
    <sequence keepgoing="false" strategy="node-first">${steps}</sequence></job></joblist>`;
const asYaml = (name: string) =>
  `- name: ${name}\n  uuid: ${name}\n  sequence:\n    commands:\n      - exec: echo hi\n`;
const asJson = (name: string) =>
  JSON.stringify([{ name, uuid: name, sequence: { commands: [{ exec: 'echo hi' }] } }]);

describe('requests for jobs as scripts made for Rundeck send them', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const send = async (path: string, body: FormData | URLSearchParams) => {
    const answer = await fetch(coordinator.url + path, {
      method: 'POST',
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
      body,
    });
    return { status: answer.status, body: await answer.json() };
  };
  const file = (text: string) => {
    const form = new FormData();
    form.append('xmlBatch', new Blob([text]), 'jobs');
    return form;
  };

  it('import jobs from the field xmlBatch of a form, as XML unless the query names another format', async () => {
    for (const [query, body] of [
      ['', file(asXml('multipart-xml'))],
      ['', new URLSearchParams({ xmlBatch: asXml('encoded-xml') })],
      ['?format=yaml&dupeOption=skip', file(asYaml('multipart-yaml'))],
      ['?format=json', new URLSearchParams({ xmlBatch: asJson('encoded-json') })],
      ['?fileformat=json', file(asJson('multipart-json'))],
    ] as const) {
      const answer = await send(IMPORT + query, body);
      assert.equal(list(answer, 'succeeded').length, 1, JSON.stringify(answer.body));
    }
    for (const body of [new URLSearchParams(), new URLSearchParams({ other: 'x' }), file('no jobs')]) {
      const answer = await send(IMPORT, body);
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
    }
  });

  it('import a job that refers to a missing job, unless validateJobref=true asks for existing jobs', async () => {
    const step = (name: string) => `<command><jobref name="${name}"/></command>`;
    const call = (name: string, target: string, validate: boolean) =>
      coordinator.call('POST', `${IMPORT}?validateJobref=${validate}`, asXml(name, step(target)), {
        'Content-Type': 'application/xml',
      });
    const refused = await call('refers', 'no-such-job', true);
    const [failed] = list(refused, 'failed');
    assert.match(String(failed?.['error']), /no-such-job in project demo/);
    assert.equal(list(await call('refers', 'no-such-job', false), 'succeeded').length, 1);
    assert.equal(list(await call('refers-too', 'refers', true), 'succeeded').length, 1);
  });

  it('import same-named jobs with different uuids side by side, including from an archive with any root folder', async () => {
    const job = (uuid: string) => asXml('twin').replace('<uuid>twin', `<uuid>${uuid}`);
    const both = `<joblist>${[job('twin-1'), job('twin-2')].join('').replace(/<\/?joblist>/g, '')}</joblist>`;
    const answer = await send(`${IMPORT}?dupeOption=update`, file(both));
    assert.deepEqual(
      list(answer, 'succeeded').map(({ id }) => id),
      ['twin-1', 'twin-2'],
    );
    const archive = await zipOf({
      'any-root/jobs/job-a.xml': job('twin-3'),
      'any-root/jobs/job-b.xml': job('twin-4'),
    });
    await coordinator.call('POST', '/api/59/projects', { name: 'archived' });
    const imported = await fetch(`${coordinator.url}/api/59/project/archived/import`, {
      method: 'PUT',
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, 'Content-Type': 'application/zip' },
      body: archive,
    });
    assert.equal(imported.status, 200, await imported.text());
    const jobs = list(await coordinator.call('GET', '/api/59/project/archived/jobs'));
    assert.deepEqual(jobs.map(({ id }) => id).sort(), ['twin-3', 'twin-4']);
  });

  it('switch jobs that idlist names as a list in the body', async () => {
    const names = ['first', 'second'];
    for (const name of names) await send(IMPORT, file(asXml(name)));
    const run = async () => (await coordinator.call('POST', '/api/59/job/first/run', {})).status;
    for (const [act, status] of [
      ['disable', 409],
      ['enable', 200],
    ] as const) {
      const answer = await coordinator.call('POST', `/api/59/jobs/execution/${act}`, { idlist: names });
      assert.equal(fields(answer)['allsuccessful'], true);
      assert.equal(await run(), status);
    }
  });

  it('select nodes by attributes in the query', async () => {
    const nodes = {
      one: { nodename: 'one', hostname: 'one', tags: 'both, first' },
      two: { nodename: 'two', hostname: 'two', tags: 'both' },
    };
    await coordinator.call('POST', '/api/59/project/demo/source/1/resources', nodes);
    for (const [query, names] of [
      ['tags=both', ['one', 'two']],
      ['exclude-tags=both', ['localhost']],
      ['tags=both&exclude-name=one', ['two']],
      ['tags=first&exclude-tags=both', []],
      ['exclude-name=%00', ['localhost', 'one', 'two']],
      ['tags=first&exclude-tags=both&exclude-precedence=false', ['localhost', 'one']],
    ] as const) {
      const answer = await coordinator.call('GET', `/api/59/project/demo/resources?${query}&format=json`);
      assert.deepEqual(Object.keys(fields(answer)).sort(), names, query);
    }
  });
});

function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path);
  zip.end();
  return buffer(zip.outputStream);
}

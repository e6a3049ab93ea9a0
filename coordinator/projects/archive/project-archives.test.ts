import assert from 'node:assert/strict';
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { ProjectName } from '../../../protocol/ids.ts';
import { PolicyName } from '../../../protocol/routes/shapes/acl-shapes.ts';
import type { ArchiveReport } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../../hosting/testing/test-coordinator.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';

const SHOP = ProjectName.parse('shop');
const COPY = ProjectName.parse('copy');
const POLICY = 'description: Ops\nfor: {job: [{allow: run}]}\nby: {group: ops}\n';
const JOBS = `- name: deploy
  group: web/eu
  uuid: deploy
  description: Deploys the shop
  options: [{name: env, value: test, values: [test, prod], enforced: true}]
  sequence: {keepgoing: true, commands: [{exec: 'echo \${option.env} "a  b"'}, {script: "a\\n\\n  b\\n"}]}
- name: check
  uuid: check
  sequence: {commands: [{jobref: {group: web/eu, name: deploy}}]}
`;
const CONFIG = { 'project.label': 'Der Käse: #1', 'a key=': ' two\nlines\\', empty: '' };

interface ImportAnswer extends Partial<ArchiveReport> {
  readonly errorCode?: string;
  readonly message?: string;
}

describe('project archives', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    for (const name of [SHOP, COPY]) await client.createProject({ body: { name } });
    const params = { project: SHOP };
    await client.setProjectConfig({ params, body: CONFIG });
    await client.setProjectReadme({ params, body: { contents: '# Shop' } });
    await client.setProjectMotd({ params, body: { contents: 'Closed' } });
    const policy = PolicyName.parse('ops.aclpolicy');
    await client.createProjectPolicy({ params: { ...params, policy }, body: { contents: POLICY } });
    const body = { text: JOBS, mediaType: 'application/yaml' };
    await client.importJobs({ params, query: { uuidOption: 'preserve' }, body });
  });
  after(() => coordinator.stop());

  const exported = async (query = '') => {
    const answer = await coordinator.call('GET', `/api/41/project/shop/export${query}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    return Buffer.from(await answer.arrayBuffer());
  };
  const paths = async (archive: Buffer) => {
    const found: string[] = [];
    const zip = await yauzl.fromBufferPromise(archive);
    for await (const { fileName } of zip.eachEntry()) found.push(fileName);
    return found.toSorted();
  };
  const imported = async (archive: Buffer, query = '') => {
    const headers = { 'content-type': 'application/zip' };
    const init = { body: new Uint8Array(archive), headers };
    const answer = await coordinator.call('PUT', `/api/41/project/copy/import${query}`, init);
    return { status: answer.status, body: (await answer.json()) as ImportAnswer };
  };
  const zipOf = async (files: Readonly<Record<string, string | Buffer>>) => {
    const zip = new ZipFile();
    for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path);
    zip.end();
    return buffer(zip.outputStream);
  };
  /** An archive whose directory declares this unpacked size for each file. */
  const declaring = async (size: number, files: Readonly<Record<string, string>>) => {
    const archive = await zipOf(files);
    const signature = Buffer.from('PK\u0001\u0002');
    for (let at = archive.indexOf(signature); at !== -1; at = archive.indexOf(signature, at + 4))
      archive.writeUInt32LE(size, at + 24);
    return archive;
  };
  const jobsOf = async (project: ProjectName) => {
    const { text } = await coordinator.client.exportJobs({ params: { project }, query: { format: 'yaml' } });
    return text.replaceAll(/^ {2}(?:uuid|id): .*\n|^- id: .*\n/gm, '');
  };

  it('exports an archive in the layout of Rundeck, with the requested parts', async () => {
    const all = [
      'META-INF/MANIFEST.MF',
      'rundeck-shop/files/acls/ops.aclpolicy',
      'rundeck-shop/files/etc/project.properties',
      'rundeck-shop/files/motd.md',
      'rundeck-shop/files/readme.md',
      'rundeck-shop/jobs/job-check.xml',
      'rundeck-shop/jobs/job-deploy.xml',
    ];
    assert.deepEqual(await paths(await exported()), all);
    assert.deepEqual(await paths(await exported('?exportAll=true')), all);
    assert.deepEqual(await paths(await exported('?exportReadmes=true')), [all[0], all[3], all[4]]);
  });

  it('restores jobs, configuration, README, message of the day and ACL policies in another project', async () => {
    const { client } = coordinator;
    const { status, body } = await imported(
      await exported(),
      '?jobUuidOption=remove&importConfig=true&importACL=true',
    );
    assert.deepEqual([status, body], [200, { import_status: 'successful', successful: true }]);
    const params = { project: COPY };
    assert.deepEqual(await client.getProjectConfig({ params }), CONFIG);
    assert.deepEqual(await client.getProjectReadme({ params }), { contents: '# Shop' });
    assert.deepEqual(await client.getProjectMotd({ params }), { contents: 'Closed' });
    const policy = { params: { ...params, policy: PolicyName.parse('ops.aclpolicy') } };
    assert.deepEqual(await client.getProjectPolicy(policy), { contents: POLICY });
    const sorted = async (project: ProjectName) => (await jobsOf(project)).split(/^(?=- )/m).toSorted();
    assert.deepEqual(await sorted(COPY), await sorted(SHOP));
  });

  it('imports only jobs unless the query requests more, and replaces existing jobs', async () => {
    const { client } = coordinator;
    await client.setProjectConfig({ params: { project: COPY }, body: { own: 'x' } });
    const query = '?jobUuidOption=remove';
    for (let times = 0; times < 2; times += 1)
      assert.equal((await imported(await exported(), query)).body.successful, true);
    assert.deepEqual(await client.getProjectConfig({ params: { project: COPY } }), { own: 'x' });
    assert.equal((await client.listJobs({ params: { project: COPY }, query: {} })).length, 2);
  });

  it('imports jobs with importJobs=true, and none with importJobs=false', async () => {
    const { client } = coordinator;
    const project = ProjectName.parse('chosen');
    await client.createProject({ body: { name: project } });
    const archive = new Uint8Array(await exported());
    for (const [flag, count] of [
      ['false', 0],
      ['true', 2],
    ] as const) {
      const path = `/api/41/project/chosen/import?jobUuidOption=remove&importJobs=${flag}`;
      const headers = { 'content-type': 'application/zip' };
      const answer = await coordinator.call('PUT', path, { body: archive, headers });
      assert.equal(answer.status, 200, flag);
      assert.equal((await client.listJobs({ params: { project }, query: {} })).length, count);
    }
  });

  it('reports the parts that it does not import, and the jobs with errors', async () => {
    const archive = await zipOf({
      'rundeck-x/jobs/job-broken.xml': '<joblist><job><name>broken</name></job></joblist>',
      'rundeck-x/jobs/job-text.xml': 'not XML',
      'rundeck-x/executions/execution-1.xml': '<executions/>',
      'rundeck-x/files/acls/wrong.aclpolicy': 'description: x\n',
      'rundeck-x/calendars/one.yaml': 'x',
    });
    const { status, body } = await imported(archive, '?importACL=true&importScm=true');
    assert.deepEqual([status, body.import_status, body.errors?.length], [200, 'failed', 2]);
    assert.match(body.errors?.[0] ?? '', /^rundeck-x\/jobs\/job-broken\.xml: job broken: /);
    assert.deepEqual(body.execution_errors, [
      'rundeck-x/executions/execution-1.xml: it contains no element "execution"',
    ]);
    assert.match(body.acl_errors?.[0] ?? '', /^rundeck-x\/files\/acls\/wrong\.aclpolicy: .*Required 'for:'/);
    assert.deepEqual(body.scm_errors, ['SCM configuration is not imported.']);
    assert.deepEqual(body.other_errors, ['1 other files of the archive were not imported.']);
    const silent = await imported(archive, '?importExecutions=false');
    assert.equal(silent.body.execution_errors, undefined);
  });

  it('refuses to export SCM configuration', async () => {
    assert.equal((await coordinator.call('GET', '/api/41/project/shop/export?exportScm=true')).status, 501);
  });

  it('refuses hostile and damaged archives', async () => {
    const refused = async (archive: Buffer, problem: RegExp) => {
      const { status, body } = await imported(archive, '?importConfig=true');
      assert.deepEqual([status, body.errorCode], [400, 'archive-invalid'], body.message);
      assert.match(body.message ?? '', problem);
    };
    const readme = 'rundeck-x/files/readme.md';
    await refused(Buffer.from('not a zip'), /end of central directory|cannot be imported/i);
    await refused(Buffer.alloc(0), /cannot be imported/);
    const renamed = async (from: string, to: string) =>
      Buffer.from(
        (await zipOf({ [from]: 'x', [readme]: 'y' })).toString('latin1').replaceAll(from, to),
        'latin1',
      );
    await refused(await renamed('rundeck-x/aaaa', 'rundeck-x/../a'), /\.\.|relative/);
    await refused(await renamed('rundeck-x/aaaa', '/undeck-x/aaaa'), /absolute/);
    const twice = await zipOf({ 'rundeck-x/files/aeadme.md': 'x', [readme]: 'y' });
    const doubled = Buffer.from(twice.toString('latin1').replaceAll('aeadme', 'readme'), 'latin1');
    await refused(doubled, /occurs twice/);
    await refused(await declaring(ARCHIVE_LIMITS.fileBytes + 1, { [readme]: 'x' }), /exceeds \d+ bytes/);
    const many = Array.from({ length: 9 }, (_, index) => [`rundeck-x/jobs/job-${index}.xml`, 'x']);
    const large = await declaring(ARCHIVE_LIMITS.jobBytes, Object.fromEntries(many));
    await refused(large, /files exceed \d+ bytes/);
    const overlapping = await zipOf({ [readme]: 'x' });
    // The packed size, in the record of the file in the central directory.
    overlapping.writeUInt32LE(overlapping.length + 1, overlapping.indexOf('PK\u0001\u0002') + 20);
    await refused(overlapping, /files overlap/);
    await refused(await declaring(5, { [readme]: 'a longer text '.repeat(50) }), /too many bytes/);
    const damaged = await zipOf({ [readme]: 'intact '.repeat(100) });
    const at = damaged.indexOf('readme.md') + 'readme.md'.length + 3;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    await refused(damaged, /./);
  });

  it('does not import a configuration with too many properties', async () => {
    const properties = Array.from({ length: ARCHIVE_LIMITS.properties + 1 }, (_, index) => `k${index}=v\n`);
    const archive = await zipOf({ 'rundeck-x/files/etc/project.properties': properties.join('') });
    const { status, body } = await imported(archive, '?importConfig=true');
    assert.equal(status, 200);
    assert.match(body.other_errors?.[0] ?? '', /more than 1000 properties/);
  });

  it('imports an archive while the upload of another one stalls', async () => {
    const stalled = request(`${coordinator.url}/api/41/project/copy/import`, {
      method: 'PUT',
      headers: { 'x-rundeck-auth-token': coordinator.token, 'content-length': '1000' },
    });
    stalled.on('error', () => undefined);
    await new Promise((resolve) => stalled.write('PK', resolve));
    const { status } = await imported(await zipOf({ 'rundeck-x/files/readme.md': 'x' }));
    assert.equal(status, 200);
    stalled.destroy();
  });

  it('refuses an archive with too many entries', async () => {
    const archive = await zipOf({ 'rundeck-x/files/readme.md': 'x' });
    // The number of entries, in the record that ends an archive.
    archive.writeUInt16LE(ARCHIVE_LIMITS.entries + 1, archive.length - 12);
    const { status, body } = await imported(archive);
    assert.equal(status, 400);
    assert.match(body.message ?? '', /more than \d+ entries/);
  });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import yauzl from 'yauzl';
import { type ExecutionId, ProjectName } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, linesOf, runJob } from './harness/jobs.ts';
import { type Fields, refused } from './harness/shape.ts';
import { World } from './harness/world.ts';

const STEPS = ['echo one; cat >&2 <<"END"\na^b\\c\nEND', 'echo two'];

describe('executions in project archives', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
  });
  after(() => world[Symbol.asyncDispose]());

  const bytes = (path: string, init: RequestInit = {}) =>
    fetch(`${coordinator.url}/api/59${path}`, {
      ...init,
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, 'content-type': 'application/zip' },
    });
  const exported = async (query: string) => {
    const answer = await bytes(`/project/demo/export${query}`);
    assert.equal(answer.status, 200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const digest = async (id: ExecutionId) => {
    const answer = await fetch(`${coordinator.url}/outrunner/v1/executions/${id}/output/raw`, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
    });
    assert.equal(answer.status, 200);
    return createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex');
  };
  const filesOf = async (archive: Buffer) => {
    const files = new Map<string, string>();
    const zip = await yauzl.fromBufferPromise(archive);
    for await (const entry of zip.eachEntry()) {
      const parts: Buffer[] = [];
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part);
      files.set(entry.fileName, Buffer.concat(parts).toString());
    }
    return files;
  };

  it('are exported with output, workflow state and report in the format of Rundeck', async () => {
    const { client } = coordinator;
    const id = await runJob(client, { name: 'twice', steps: STEPS, more: { uuid: 'twice', group: 'a' } });
    const { status } = await endOf(client, id);
    assert.equal(status, 'succeeded');
    const files = await filesOf(await exported(`?executionIds=${id}`));
    assert.deepEqual([...files.keys()].toSorted(), [
      'META-INF/MANIFEST.MF',
      `rundeck-demo/executions/execution-${id}.xml`,
      `rundeck-demo/executions/output-${id}.rdlog`,
      `rundeck-demo/executions/state-${id}.state.json`,
      `rundeck-demo/reports/report-${id}.xml`,
    ]);
    const xml = files.get(`rundeck-demo/executions/execution-${id}.xml`) ?? '';
    assert.match(xml, new RegExp(`^<executions>\n {2}<execution id='${id}'>\n {4}<jobId>twice</jobId>\n`));
    assert.match(xml, /<dateStarted>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/dateStarted>/);
    assert.match(xml, /<status>succeeded<\/status>/);
    assert.match(xml, /<script><!\[CDATA\[echo two\]\]><\/script>/);
    const [start, ...log] = (files.get(`rundeck-demo/executions/output-${id}.rdlog`) ?? '').split('\n');
    assert.equal(start, '^text/x-rundeck-log-v2.0^');
    assert.deepEqual(log.slice(-2), ['^END^', '']);
    const lines = log.slice(0, -2).map((line) => line.replace(/^\^[\d-]{10}T[\d:]{8}Z/, ''));
    const place = lines[0]?.match(/\{.*\}/)?.[0] ?? '';
    assert.match(place, /^\{node=[^|=]+\|step=1\|stepctx=1\}$/);
    const expected = [
      `||ERROR|${place}|a\\^b\\\\c^`,
      `|||${place}|one^`,
      `|||${place.replaceAll('=1', '=2')}|two^`,
    ];
    assert.deepEqual(lines.toSorted(), expected.toSorted());
    const state = files.get(`rundeck-demo/executions/state-${id}.state.json`) ?? '';
    const { executionState, completed, startTime } = JSON.parse(state) as Fields;
    assert.deepEqual([executionState, completed], ['SUCCEEDED', true]);
    assert.match(String(startTime), /T\d\d:\d\d:\d\dZ$/);
    const report = files.get(`rundeck-demo/reports/report-${id}.xml`) ?? '';
    assert.match(report, /<status>succeed<\/status>/);
    assert.match(report, /<reportId>a\/twice<\/reportId>/);
    assert.match(report, new RegExp(`<executionId>${id}</executionId>`));
  });

  it('are part of the export of a project, unless the query excludes them', async () => {
    const id = await runJob(coordinator.client, { name: 'once', steps: ['exit 3'] });
    assert.equal((await endOf(coordinator.client, id)).status, 'failed');
    const part = `rundeck-demo/executions/execution-${id}.xml`;
    const names = async (query: string) => [...(await filesOf(await exported(query))).keys()];
    assert.ok((await names('')).includes(part));
    const alone = await names('?exportExecutions=true');
    assert.ok(alone.includes(part) && !alone.some((name) => name.includes('/jobs/')), String(alone));
    const others = await names('?exportAll=true&exportExecutions=false');
    assert.ok(!others.includes(part) && others.some((name) => name.includes('/jobs/')), String(others));
  });

  it('are imported into another project with output, and belong to the imported job', async () => {
    const { client } = coordinator;
    const copy = ProjectName.parse('copy');
    await client.createProject({ body: { name: copy } });
    const steps = ['echo out; echo err >&2; exit 3'];
    const id = await runJob(client, { name: 'copied', steps });
    const before = await endOf(client, id);
    const archive = await exported('?exportJobs=true&exportExecutions=true');
    const answer = await bytes('/project/copy/import?jobUuidOption=remove', { method: 'PUT', body: archive });
    assert.deepEqual(await answer.json(), { import_status: 'successful', successful: true });
    const { executions } = await client.listProjectExecutions({ params: { project: copy }, query: {} });
    const after = executions.find(({ job }) => job?.name === 'copied');
    assert.ok(after?.job !== undefined);
    assert.notEqual(after.job.id, before.job?.id);
    assert.equal(after.job.project, 'copy');
    assert.ok(after.id > id);
    assert.deepEqual([after.status, after.user, after.reason], ['failed', before.user, before.reason]);
    assert.deepEqual((await linesOf(client, after.id)).toSorted(), ['err', 'out']);
    const state = await client.getExecutionState({ params: { execution: after.id } });
    assert.deepEqual([state.executionState, state.steps[0]?.executionState], ['FAILED', 'FAILED']);
    const again = await coordinator.call('POST', `/api/59/execution/${after.id}/abort`);
    assert.equal(again.status, 200);
    await client.deleteExecution({ params: { execution: after.id } });
  });

  it('are imported from an archive of more than 64 MiB with all of their output', async () => {
    const { client } = coordinator;
    const big = ProjectName.parse('big');
    await client.createProject({ body: { name: big } });
    const steps = ['head -c 33000000 /dev/urandom | base64 -w 60000'];
    const ids = [];
    for (const name of ['one', 'two', 'three']) ids.push(await runJob(client, { name, steps }));
    for (const id of ids) assert.equal((await endOf(client, id)).status, 'succeeded');
    const archive = await exported(`?executionIds=${ids.join(',')}`);
    assert.ok(archive.length > 64 * 1024 * 1024, String(archive.length));
    const answer = await bytes('/project/big/import', { method: 'PUT', body: archive });
    assert.deepEqual(await answer.json(), { import_status: 'successful', successful: true });
    const { executions } = await client.listProjectExecutions({ params: { project: big }, query: {} });
    const imported = executions.map(({ id }) => id).toSorted((a, b) => a - b);
    assert.equal(imported.length, 3);
    for (const [index, id] of imported.entries())
      assert.equal(await digest(id), await digest(ids[index] ?? id), String(id));
    assert.deepEqual(await readdir(join(coordinator.dataDir, 'imports')), []);
  });

  it('that are running or of another project are left out and named', async () => {
    const { client } = coordinator;
    const id = await runJob(client, { name: 'long', steps: ['sleep 600'] });
    const files = await filesOf(await exported(`?executionIds=${id},999999`));
    assert.deepEqual([...files.keys()].toSorted(), ['META-INF/MANIFEST.MF', 'META-INF/NOT-EXPORTED.txt']);
    const [running, missing] = (files.get('META-INF/NOT-EXPORTED.txt') ?? '').split('\n');
    assert.match(running ?? '', new RegExp(`^execution ${id}: Execution ${id} is still running`));
    assert.match(missing ?? '', /^execution 999999: .*does not exist/);
    await client.abortExecution({ params: { execution: id } });
    await endOf(client, id);
    const wrong = await coordinator.call('GET', '/api/59/project/demo/export?executionIds=x');
    refused(wrong, 400, 'invalid-input');
    await importJob(client, { name: 'long', steps: ['true'] });
  });
});

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf, importJob, lineSeen, linesOf } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';
import { oldestNode } from './oldest-node.ts';

const FILE_OPTION = { more: { options: [{ name: 'data', type: 'file' }, { name: 'plain' }] } };

function run(coordinator: Coordinator, job: string, options: Record<string, string>) {
  return coordinator.call('POST', `/api/53/job/${job}/run`, { options });
}

async function upload(coordinator: Coordinator, job: string, content: Buffer, fileName: string) {
  const answer = await fetch(`${coordinator.url}/api/53/job/${job}/input/file/data?fileName=${fileName}`, {
    method: 'POST',
    headers: { 'X-Rundeck-Auth-Token': coordinator.token, 'Content-Type': 'octet/stream' },
    body: new Uint8Array(content),
  });
  assert.equal(answer.status, 200);
  const { total, options } = (await answer.json()) as { total: number; options: { data: string } };
  assert.equal(total, 1);
  return options.data;
}

describe('files uploaded for options', () => {
  it('reach the step on the host of its runner, and are deleted on all hosts afterwards', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    const runner = await world.runner(coordinator, {
      name: 'edge',
      tags: ['edge'],
      project: 'demo',
      node: oldestNode(),
    });
    const job = await importJob(client, {
      name: 'load',
      tags: ['edge'],
      steps: [
        'echo "@file.data.fileName@ @file.data.sha@"; sha256sum < "@option.data@"; stat -c %a "$RD_FILE_DATA"',
        {
          exec: 'test "${file.data}" = "$RD_OPTION_DATA" && wc -c < ${option.data}; echo $RD_FILE_DATA_FILENAME',
        },
      ],
      ...FILE_OPTION,
    });
    const content = randomBytes(3_000_000);
    await writeFile(world.path('report.csv'), content);
    const program = await world.outrunner(
      ['job', 'run', job, '-F', `data=${world.path('report.csv')}`, '--follow'],
      {
        OUTRUNNER_URL: coordinator.url,
        OUTRUNNER_TOKEN: coordinator.token,
      },
    );
    const end = await program.ended;
    assert.equal(end.code, 0, program.stderr);
    const sha = createHash('sha256').update(content).digest('hex');
    assert.deepEqual(program.stdout.trim().split('\n'), [
      `report.csv ${sha}`,
      `${sha}  -`,
      '600',
      '3000000',
      'report.csv',
    ]);
    await until('the replica to delete the file', async () =>
      (await readdir(join(runner.dataDir, 'files'))).length === 0 ? true : undefined,
    );
    const kept = await until('the file to be told deleted', async () => {
      const list = await client.listInputFiles({ params: { job }, query: { fileState: 'deleted' } });
      return list.files[0];
    });
    assert.equal(kept.sha, sha);
    assert.equal(kept.fileName, 'report.csv');
    await until('the coordinator to delete the file', async () => {
      const left = await readdir(join(coordinator.dataDir, 'input-files'));
      return left.join() === `${kept.id}.json` ? true : undefined;
    });
  });

  it('are uploaded as in Rundeck, used once, and then refused with the reason', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    await world.runner(coordinator, { name: 'edge', tags: ['edge'], project: 'demo' });
    const job = await importJob(client, {
      name: 'load',
      tags: ['edge'],
      steps: ['cat "@option.data@"; echo " of $RD_FILE_DATA_FILENAME"'],
      ...FILE_OPTION,
    });
    const form = new FormData();
    form.set('option.data', new Blob(['from a form']), 'form.txt');
    const answer = await fetch(`${coordinator.url}/api/53/job/${job}/input/file`, {
      method: 'POST',
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
      body: form,
    });
    const { total, options } = (await answer.json()) as { total: number; options: { data: string } };
    assert.equal(total, 1);
    const { body } = await coordinator.call('GET', `/api/53/jobs/file/${options.data}`);
    assert.partialDeepStrictEqual(body, { fileState: 'temp', size: 11, fileName: 'form.txt', execId: null });
    const started = (await run(coordinator, job, { data: options.data })).body as { id: never };
    assert.equal((await endOf(client, started.id)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, started.id), ['from a form of form.txt']);
    const again = await run(coordinator, job, { data: options.data });
    assert.equal(again.status, 400);
    assert.match(JSON.stringify(again.body), /input-file-unusable.*has used it/);
    const wrong = new FormData();
    wrong.set('option.plain', new Blob(['x']), 'x');
    const refused = await fetch(`${coordinator.url}/api/53/job/${job}/input/file`, {
      method: 'POST',
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
      body: wrong,
    });
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /no option \\"plain\\" that is a file/);
    await client.updateSettings({ body: { uploads: { fileBytes: 1000 } } });
    const large = await coordinator.call('POST', `/api/53/job/${job}/input/file/data`, 'x'.repeat(100_000));
    assert.equal(large.status, 413);
    await writeFile(world.path('large'), Buffer.alloc(20_000_000));
    const program = await world.outrunner(['job', 'run', job, '-F', `data=${world.path('large')}`], {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
    });
    assert.equal((await program.ended).code, 3);
    assert.match(program.stderr, /exceeds the limit of 1000 bytes/);
  });

  it('survive kills of the coordinator after their upload and during the execution', async () => {
    await using world = await World.open();
    let coordinator = await world.coordinator();
    await world.runner(coordinator, { name: 'edge', tags: ['edge'], project: 'demo' });
    const go = world.path('go');
    const job = await importJob(coordinator.client, {
      name: 'load',
      tags: ['edge'],
      steps: [`echo first; while [ ! -e ${go} ]; do sleep 0.05; done`, 'wc -c < @option.data@'],
      ...FILE_OPTION,
    });
    const id = await upload(coordinator, job, Buffer.alloc(200_000), 'zero');
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    const started = (await run(coordinator, job, { data: id })).body as { id: never };
    await lineSeen(coordinator.client, started.id, 'first');
    await coordinator.program.end('SIGKILL');
    coordinator = await coordinator.again();
    await writeFile(go, '');
    assert.equal((await endOf(coordinator.client, started.id)).status, 'succeeded');
    assert.deepEqual(await linesOf(coordinator.client, started.id), ['first', '200000']);
  });

  it('are passed to the retry of an execution, and to a referenced job', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    await world.runner(coordinator, { name: 'edge', tags: ['edge'], project: 'demo' });
    await importJob(client, { name: 'child', tags: ['edge'], steps: ['cat @option.data@'], ...FILE_OPTION });
    const job = await importJob(client, {
      name: 'load',
      tags: ['edge'],
      steps: [
        { jobref: { name: 'child', args: '-data ${option.data}' } },
        `wc -c < @option.data@; test -e ${world.path('tried')} || { touch ${world.path('tried')}; exit 1; }`,
      ],
      more: { ...FILE_OPTION.more, retry: '1' },
    });
    const id = await upload(coordinator, job, Buffer.from('content\n'), 'x');
    const started = (await run(coordinator, job, { data: id })).body as { id: never };
    assert.equal((await endOf(client, started.id)).status, 'failed-with-retry');
    assert.deepEqual(await linesOf(client, started.id), ['content', '8']);
    const retry = await until('the retry to end', async () => {
      const { executions } = await client.listJobExecutions({ params: { job }, query: {} });
      return executions.find((it) => it.id !== started.id && it.status !== 'running');
    });
    assert.equal(retry.status, 'succeeded');
    assert.deepEqual(await linesOf(client, retry.id), ['content', '8']);
    await until('the file to be told deleted', async () => {
      const list = await client.listInputFiles({ params: { job }, query: { fileState: 'deleted' } });
      return list.files.some(({ execId }) => execId === retry.id) ? true : undefined;
    });
  });

  it('are not sent to a caller without credentials', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const answer = await fetch(`${coordinator.url}/runner/v1/operations/1-1/files/x`, {
      headers: { 'outrunner-protocol': '1' },
    });
    assert.equal(answer.status, 401);
  });
});

describe('steps with external content', () => {
  it('run script files, scripts from URLs and plugin steps on the host of the runner', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    await world.runner(coordinator, {
      name: 'edge',
      tags: ['edge'],
      project: 'demo',
      node: oldestNode(),
    });
    const server = createServer((_, response) => response.end('echo "fetched $1"')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.sh`;
    await client.updateSettings({ body: { fetch: { allowed: ['127.0.0.1'] } } });
    await writeFile(world.path('tool.sh'), 'echo "a file with $1"');
    const plugin = (type: string, configuration: Record<string, string>) => ({
      nodeStep: true,
      type,
      configuration,
    });
    const job = await importJob(client, {
      name: 'elsewhere',
      tags: ['edge'],
      steps: [
        { scriptfile: world.path('tool.sh'), args: '${option.v}' },
        { scripturl: url, args: '${option.v}' },
        plugin('copyfile', {
          sourcePath: world.path('tool.sh'),
          destinationPath: world.path('to/'),
          echo: 'false',
        }),
        plugin('localexec', { command: `ls ${world.path('to')}; echo \${option.v}` }),
        plugin('http', { remoteUrl: url, printResponse: 'true' }),
        plugin('wait', { seconds: '0.1' }),
      ],
      more: { options: [{ name: 'v', value: 'a b' }] },
    });
    const started = (await run(coordinator, job, {})).body as { id: never };
    const end = await endOf(client, started.id);
    server.close();
    assert.deepEqual(await linesOf(client, started.id), [
      'a file with a b',
      'fetched a b',
      'tool.sh',
      'a b',
      'echo "fetched $1"',
    ]);
    assert.equal(end.status, 'succeeded', JSON.stringify(end.reason));
  });
});

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Coordinator } from './harness/coordinator.ts';
import { importJob } from './harness/jobs.ts';
import { type Fields, fields, list, refused, textOf } from './harness/shape.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

describe('project archives in the background', () => {
  let world: World;
  let coordinator: Coordinator;
  beforeEach(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
    for (const name of ['one', 'two'])
      await importJob(coordinator.client, { name, steps: ['true'], more: { uuid: name } });
    await coordinator.call('POST', '/api/59/projects', { name: 'copy' });
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, `/api/59${path}`, body);
  const bytes = (path: string, init: RequestInit = {}) =>
    fetch(`${coordinator.url}/api/59${path}`, {
      ...init,
      headers: { 'X-Rundeck-Auth-Token': coordinator.token, 'content-type': 'application/zip' },
    });
  const exported = async (): Promise<Fields> => {
    const { token, ready } = fields(await call('GET', '/project/demo/export/async?exportAll=true'));
    assert.equal(typeof ready, 'boolean');
    return until('the export to be ready', async () => {
      const state = fields(await call('GET', `/project/demo/export/status/${token}`));
      return state['ready'] === true ? state : undefined;
    });
  };
  const acts = async () => {
    const { acts: found } = fields(await coordinator.call('GET', '/outrunner/v1/audit'));
    return (found as Fields[]).map(({ what }) => what);
  };

  it('export a project into an archive that can be downloaded once', async () => {
    const state = await exported();
    const token = textOf(state, 'token');
    assert.deepEqual(state, { token, ready: true, percentage: 100 });
    const answer = await bytes(`/project/demo/export/download/${token}`);
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /filename="demo-\d{8}-\d{6}\.rdproject\.jar"/,
    );
    const archive = await answer.arrayBuffer();
    await until('the archive to be removed', async () =>
      (await readdir(join(coordinator.dataDir, 'exports'))).length === 0 ? true : undefined,
    );
    refused(await call('GET', `/project/demo/export/download/${token}`), 404, 'not-found');
    refused(await call('GET', `/project/demo/export/status/${token}`), 404, 'not-found');

    const report = await bytes('/project/copy/import?jobUuidOption=remove', { method: 'PUT', body: archive });
    assert.deepEqual(await report.json(), { import_status: 'successful', successful: true });
    assert.equal(list(await call('GET', '/project/copy/jobs')).length, 2);
    const recorded = await acts();
    assert.ok(recorded.includes('project.export') && recorded.includes('project.import'), String(recorded));
    assert.equal(recorded.filter((what) => what === 'job.import').length, 3);
  });

  it('are hidden from other users and other projects', async () => {
    const token = textOf(await exported(), 'token');
    refused(await call('GET', `/project/copy/export/status/${token}`), 404, 'not-found');
    const other = textOf(fields(await call('POST', '/tokens/bob', { roles: ['admin'] }), 201), 'token');
    const headers = { 'X-Rundeck-Auth-Token': other };
    const path = `/api/59/project/demo/export/status/${token}`;
    refused(await coordinator.call('GET', path, undefined, headers), 404, 'not-found');
  });

  it('omit a job that cannot be exported, and report the job', async () => {
    // XML cannot represent this character.
    await importJob(coordinator.client, {
      name: 'odd',
      steps: ['true'],
      more: { uuid: 'odd', description: 'a\u0001b' },
    });
    const state = await exported();
    const [error, ...more] = state['errors'] as string[];
    assert.match(error ?? '', /^job odd \(odd\): .*XML cannot represent/);
    assert.deepEqual(more, []);
    const sync = await bytes('/project/demo/export');
    assert.deepEqual([sync.status, sync.headers.get('x-outrunner-jobs-not-exported')], [200, '1']);
    const archive = await sync.arrayBuffer();
    assert.match(Buffer.from(archive).toString('latin1'), /META-INF\/NOT-EXPORTED\.txt/);
    await bytes('/project/copy/import?jobUuidOption=remove', { method: 'PUT', body: archive });
    assert.equal(list(await call('GET', '/project/copy/jobs')).length, 2);
  });

  it('import a project, and report the end', async () => {
    refused(await call('GET', '/project/copy/import/status'), 404, 'not-found');
    const archive = await (await bytes('/project/demo/export')).arrayBuffer();
    const imported = await bytes('/project/copy/import?asyncImport=true&importScm=true', {
      method: 'PUT',
      body: archive,
    });
    assert.deepEqual(await imported.json(), { import_status: 'successful', successful: true });
    const state = await until('the import to end', async () => {
      const now = fields(await call('GET', '/project/copy/import/status'));
      return /in progress/.test(textOf(now, 'lastUpdate')) ? undefined : now;
    });
    // The ids of the jobs belong to the project of the export.
    assert.match(textOf(state, 'lastUpdate'), /some jobs were not imported/);
    assert.ok(!Number.isNaN(Date.parse(textOf(state, 'lastUpdated'))));
    const errors = state['errors'] as string[];
    assert.equal(errors.length, 3);
    assert.match(errors[0] ?? '', /uuid one belongs to a job of project demo/);
    const again = await bytes('/project/copy/import?asyncImport=true&jobUuidOption=remove', {
      method: 'PUT',
      body: archive,
    });
    assert.equal(again.status, 200);
    await until('the second import to end', async () => {
      const now = fields(await call('GET', '/project/copy/import/status'));
      return now['errors'] === 'No errors.' && textOf(now, 'lastUpdate') === 'The import has ended.'
        ? now
        : undefined;
    });
    assert.equal(list(await call('GET', '/project/copy/jobs')).length, 2);
  });
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { DeletedWebhook, SavedWebhook, WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { API_VERSIONS } from '../../protocol/version.ts';
import { hasCode } from '../../support/testing/has-code.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { prepareWebhookJob } from './testing/prepare-webhook-job.ts';

const OPS = ProjectName.parse('ops');
describe('webhooks', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await prepareWebhookJob(coordinator);
  });
  afterEach(() => coordinator.stop());

  const hook = {
    name: 'Deploy on push',
    project: 'ops',
    eventPlugin: 'webhook-run-job',
    config: { jobId: 'deploy', argString: '-branch ${data.ref}' },
    roles: 'admin,user',
    user: 'pusher',
    enabled: true,
  };
  const create = (changes: object = {}) =>
    coordinator.client.createWebhook({ params: { project: OPS }, body: { ...hook, ...changes } });
  const get = (webhook: number) => coordinator.client.getWebhook({ params: { project: OPS, webhook } });
  const list = () => coordinator.client.listWebhooks({ params: { project: OPS } });

  it('are created, read, changed and deleted with the calls and shapes of Rundeck', async () => {
    const send = async <S extends z.ZodType>(
      schema: S,
      method: string,
      path: string,
      body?: object,
    ): Promise<z.output<S>> => {
      const init =
        body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await coordinator.call(method, `/api/45/project/ops/${path}`, init);
      assert.equal(response.status, 200);
      return schema.parse(await response.json());
    };
    const { uuid, ...saved } = await send(SavedWebhook, 'POST', 'webhook', hook);
    assert.deepEqual(saved, { msg: 'Saved webhook', id: 1 });
    const [listed] = await send(z.array(WebhookInfo), 'GET', 'webhooks');
    assert.ok(listed !== undefined);
    assert.deepEqual(await send(WebhookInfo, 'GET', `webhook/${listed.id}`), listed);
    const { authToken = '', url, creator, ...rest } = listed;
    assert.match(authToken, /^[\w-]{43}$/);
    assert.equal(
      url,
      `${coordinator.url}/api/${API_VERSIONS.newest}/webhook/${authToken}#Deploy%20on%20push`,
    );
    assert.equal(creator, (await coordinator.client.getOwnProfile({})).login);
    assert.deepEqual(rest, { ...hook, id: 1, uuid, useAuth: false, regenAuth: false });
    const change = {
      id: 1,
      project: 'ops',
      roles: 'admin',
      name: 'Push',
      user: 'ignored',
      authToken: 'ignored',
    };
    assert.deepEqual(await send(SavedWebhook, 'POST', 'webhook/1', change), {
      msg: 'Saved webhook',
      uuid,
      id: 1,
    });
    assert.deepEqual(await send(WebhookInfo, 'GET', 'webhook/1'), {
      ...listed,
      name: 'Push',
      roles: 'admin',
      url: `${coordinator.url}/api/${API_VERSIONS.newest}/webhook/${authToken}#Push`,
    });
    assert.deepEqual(await send(DeletedWebhook, 'DELETE', 'webhook/1'), { msg: 'Deleted Push webhook' });
    assert.deepEqual(await send(z.array(WebhookInfo), 'GET', 'webhooks'), []);
  });

  it('do not reuse an id, keep their token across a restart, and belong to one project', async () => {
    const first = await create();
    await coordinator.client.deleteWebhook({ params: { project: OPS, webhook: first.id } });
    const second = await create();
    assert.equal(second.id, first.id + 1);
    const before = await get(second.id);
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.equal((await get(second.id)).authToken, before.authToken);
    await coordinator.client.createProject({ body: { name: 'other' } });
    const params = { project: ProjectName.parse('other'), webhook: second.id };
    await assert.rejects(coordinator.client.getWebhook({ params }), hasCode('not-found'));
    await assert.rejects(coordinator.client.deleteWebhook({ params }), hasCode('not-found'));
  });

  it('are deleted with their project', async () => {
    await create();
    await coordinator.client.deleteProject({ params: { project: OPS } });
    await coordinator.client.createProject({ body: { name: 'ops' } });
    assert.deepEqual(await list(), []);
  });

  it('are refused with an unsupported plugin, an unusable configuration, or another project', async () => {
    const refusals: [object, string, RegExp][] = [
      [
        { eventPlugin: 'advanced-run-job' },
        'webhook-plugin-unsupported',
        /Use webhook-run-job or log-webhook-event/,
      ],
      [
        { eventPlugin: 'github-webhook', config: { rules: [1] } },
        'webhook-plugin-unsupported',
        /Use webhook-run-job/,
      ],
      [{ config: { jobId: 7 } }, 'webhook-invalid', /"jobId" is not a text/],
      [{ config: { jobId: 'gone' } }, 'webhook-invalid', /project ops has no job "gone"/],
      [{ config: { jobId: 'deploy', argString: '-a ${x.y}' } }, 'webhook-invalid', /is not a reference/],
      [
        { eventPlugin: 'log-webhook-event', config: { logLevel: 'LOUD' } },
        'webhook-invalid',
        /logLevel is "LOUD"/,
      ],
      [{ project: 'other' }, 'invalid-input', /names "other"/],
    ];
    for (const [changes, code, message] of refusals)
      await assert.rejects(create(changes), (error) => {
        assert.ok(isOutrunnerError(error));
        assert.equal(error.code, code);
        assert.match(`${error.message} ${error.remedy}`, message);
        return true;
      });
    assert.deepEqual(await list(), []);
  });

  it('show their authorization string once', async () => {
    const created = await create({ useAuth: true, regenAuth: true });
    assert.match(created.generatedSecurityString ?? '', /^[\w-]{43}$/);
    const params = { project: OPS, webhook: created.id };
    const update = (body: { useAuth?: boolean; regenAuth?: boolean; enabled?: boolean }) =>
      coordinator.client.updateWebhook({ params, body });
    assert.equal((await update({ enabled: false })).generatedSecurityString, undefined);
    assert.equal((await update({ useAuth: true, regenAuth: false })).generatedSecurityString, undefined);
    assert.equal((await get(created.id)).useAuth, true);
    const { generatedSecurityString } = await update({ useAuth: true, regenAuth: true });
    assert.ok(generatedSecurityString !== undefined);
    assert.notEqual(generatedSecurityString, created.generatedSecurityString);
    await update({ useAuth: false });
    assert.equal((await get(created.id)).useAuth, false);
  });

  it('have a warning if none of their roles grants anything', async () => {
    const { warning, id } = await create({ roles: 'webhook' });
    assert.match(warning ?? '', /No role of webhook grants anything/);
    assert.equal((await get(id)).warning, warning);
  });

  it('leave neither token nor authorization string in the data dir, the audit or the log', async () => {
    const { id, generatedSecurityString = '' } = await create({ useAuth: true });
    const { authToken = '' } = await get(id);
    await fetch(`${coordinator.url}/api/45/webhook/${authToken}`, { method: 'POST', body: '{' });
    const { acts } = await coordinator.client.listAudit({});
    const files = await readdir(coordinator.dataDir, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    assert.ok(acts.some(({ what, name }) => what === 'webhook.create' && name === hook.name));
    for (const text of [...texts, ...coordinator.said, JSON.stringify(acts)])
      for (const secret of [authToken, generatedSecurityString]) assert.ok(!text.includes(secret));
  });

  it('keep their URL when the master key is replaced', async () => {
    const { id } = await create();
    const { authToken } = await get(id);
    await coordinator.stop('keep');
    const keys = randomBytes(32).toString('base64');
    const { dataDir } = coordinator;
    coordinator = await startTestCoordinator({ dataDir, masterKey: { keys, alone: true } });
    assert.equal((await get(id)).authToken, authToken);
    await assert.rejects(readFile(join(dataDir, 'master.key')), { code: 'ENOENT' });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir, masterKey: { keys, alone: true } });
    assert.equal((await get(id)).authToken, authToken);
  });
});

import assert from 'node:assert/strict';
import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { ExecutionId, ProjectName } from '../../protocol/ids.ts';
import { WEBHOOK_PAYLOAD_BYTES, WebhookRun } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { prepareWebhookJob } from './testing/prepare-webhook-job.ts';

const OPS = ProjectName.parse('ops');

describe('an event of a webhook', () => {
  let coordinator: TestCoordinator;
  before(async () => {
    coordinator = await startTestCoordinator();
    await prepareWebhookJob(coordinator);
  });
  after(() => coordinator.stop());

  async function create(changes: object = {}) {
    const body = {
      name: 'Deploy on push',
      eventPlugin: 'webhook-run-job',
      config: { jobId: 'deploy', argString: '-branch ${data.ref} -whole ${raw}' },
      user: 'pusher',
      ...changes,
    };
    const saved = await coordinator.client.createWebhook({ params: { project: OPS }, body });
    const params = { project: OPS, webhook: saved.id };
    const { authToken = '' } = await coordinator.client.getWebhook({ params });
    return { ...saved, params, authToken };
  }

  const send = (token: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${coordinator.url}/api/45/webhook/${token}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  async function refusal(answer: Promise<Response>) {
    const response = await answer;
    const { errorCode, message } = ErrorBody.parse(await response.json());
    return { status: response.status, code: errorCode, message };
  }

  async function started(answer: Promise<Response>) {
    const response = await answer;
    assert.equal(response.status, 200);
    const { jobId, executionId } = WebhookRun.parse(await response.json());
    assert.equal(jobId, 'deploy');
    const execution = ExecutionId.parse(Number(executionId));
    return coordinator.client.getExecution({ params: { execution } });
  }

  const acts = async () => (await coordinator.client.listAudit({})).acts;

  it('runs the job as the user of the webhook, with fields of the payload as options', async () => {
    const { id, authToken } = await create();
    const payload = '{"ref": "main; true", "n": 1}';
    const execution = await started(send(`${authToken}#Deploy`.replace('#', '%23'), payload));
    assert.deepEqual(execution.job?.options, { branch: 'main; true', whole: payload });
    assert.deepEqual([execution.user, execution.webhook], ['pusher', { id, name: 'Deploy on push' }]);
    const [act] = await acts();
    assert.deepEqual(
      [act?.who, act?.what, act?.subject, act?.detail],
      [
        'pusher',
        'execution.run',
        String(execution.id),
        `job deploy of ops, by webhook ${id} "Deploy on push"`,
      ],
    );
  });

  it('starts an execution that is attributed to the webhook, even after the webhook was deleted and the coordinator restarted', async () => {
    const { params, authToken } = await create();
    const { id, webhook } = await started(send(authToken, '{}'));
    await coordinator.client.deleteWebhook({ params });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.deepEqual((await coordinator.client.getExecution({ params: { execution: id } })).webhook, webhook);
    assert.equal((await refusal(send(authToken, '{}'))).code, 'webhook-not-found');
  });

  it('runs as the configured user, uses the defaults of the job, and is refused if it could widen the node filter', async () => {
    const config = { jobId: 'deploy', argString: '-branch ${data.ref}', asUser: 'carol' };
    const { params, authToken } = await create({ config });
    const execution = await started(send(authToken, '', { 'content-type': 'text/plain' }));
    assert.deepEqual([execution.user, execution.job?.options], ['carol', { branch: 'none' }]);
    const nodeFilter = 'name: ${data.host}';
    await coordinator.client.updateWebhook({ params, body: { config: { ...config, nodeFilter } } });
    const { status, code, message } = await refusal(send(authToken, '{"host":".*"}'));
    assert.deepEqual([status, code], [400, 'webhook-payload-invalid']);
    assert.match(message, /\$\{data\.host\} of the node filter contains other characters/);
  });

  it('puts no value of the payload into the audit, and no secure option into the execution', async () => {
    const argString = '-password ${data.password} -branch x';
    const { authToken } = await create({ config: { jobId: 'deploy', argString } });
    const execution = await started(send(authToken, '{"password":"hunter2","other":"swordfish"}'));
    const shown = JSON.stringify([execution, await acts(), coordinator.said]);
    assert.doesNotMatch(shown, /hunter2|swordfish/);
  });

  it('is refused without a valid token, even if its body is too long, and several refusals share one audit record', async () => {
    for (const token of ['wrong', 'x'.repeat(43), coordinator.token]) {
      const { status, code, message } = await refusal(send(token, 'x'.repeat(2 * WEBHOOK_PAYLOAD_BYTES)));
      assert.deepEqual([status, code], [404, 'webhook-not-found']);
      assert.match(message, /^No webhook has this token/);
    }
    const refused = (await acts()).filter(
      ({ what, subject }) => what === 'login.refuse' && subject === 'webhook token',
    );
    assert.equal(refused.length, 1);
  });

  it('is answered with 429 after many wrong tokens from one address, but is accepted with a valid token', async () => {
    const { authToken } = await create();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => send(`wrong${index}`, '{}')));
    assert.ok(answers.some(({ status }) => status === 429));
    await started(send(authToken, '{}'));
  });

  it('needs the authorization string, alone or as a bearer token, if the webhook has one', async () => {
    const { authToken, generatedSecurityString = '' } = await create({ useAuth: true });
    for (const authorization of [undefined, 'wrong', `${generatedSecurityString}x`, 'Bearer wrong']) {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, code } = await refusal(send(authToken, '{}', headers as Record<string, string>));
      assert.deepEqual(
        [status, code === 'webhook-unauthorized' || code === 'too-many-failed-logins'],
        [code === 'webhook-unauthorized' ? 401 : 429, true],
      );
    }
    await started(send(authToken, '{}', { authorization: generatedSecurityString }));
    await started(send(authToken, '{}', { authorization: `Bearer ${generatedSecurityString}` }));
  });

  it('is refused while the webhook is disabled', async () => {
    const { params, authToken } = await create({ enabled: false });
    assert.deepEqual(await refusal(send(authToken, '{}')), {
      status: 404,
      code: 'webhook-disabled',
      message: 'The webhook is disabled.',
    });
    await coordinator.client.updateWebhook({ params, body: { enabled: true } });
    await started(send(authToken, '{}'));
  });

  it('is refused if its payload is too long, is not JSON, or has another media type', async () => {
    const { authToken } = await create();
    const long = JSON.stringify('x'.repeat(WEBHOOK_PAYLOAD_BYTES));
    assert.equal((await refusal(send(authToken, long))).code, 'body-too-large');
    assert.equal((await refusal(send(authToken, 'ref=main'))).code, 'webhook-payload-invalid');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal((await refusal(send(authToken, 'ref=main', form))).code, 'unsupported-media-type');
  });

  it('is refused if the roles of the webhook do not permit it, or if its job was deleted', async () => {
    const powerless = await create({ roles: 'webhook' });
    assert.deepEqual((await refusal(send(powerless.authToken, '{}'))).code, 'forbidden');
    const text =
      "- {name: gone, uuid: gone, runnerSelector: {filter: linux}, sequence: {commands: [{exec: 'true'}]}}";
    const body = { text, mediaType: 'application/yaml' };
    await coordinator.client.importJobs({ params: { project: 'ops' }, body });
    const orphan = await create({ config: { jobId: 'gone' } });
    await coordinator.client.deleteJob({ params: { job: 'gone' } });
    const { status, code, message } = await refusal(send(orphan.authToken, '{}'));
    assert.deepEqual([status, code], [404, 'not-found']);
    assert.match(message, /^Job "gone" does not exist/);
  });

  it('is logged by the plugin log-webhook-event with the names of its fields, without their values', async () => {
    const { id, authToken } = await create({
      eventPlugin: 'log-webhook-event',
      config: { logLevel: 'INFO' },
    });
    const answer = await send(authToken, '{"build":{"status":"swordfish"}}');
    assert.deepEqual([answer.status, await answer.text()], [200, 'ok']);
    const lines = coordinator.said.filter((line) => line.includes('a webhook received an event'));
    assert.equal(lines.length, 1);
    const [line = ''] = lines;
    assert.deepEqual([JSON.parse(line).webhook, JSON.parse(line).fields], [id, ['build.status']]);
    assert.ok(!line.includes('swordfish') && !line.includes(authToken));
  });
});

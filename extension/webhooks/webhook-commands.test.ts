import assert from 'node:assert/strict';
import type { WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aJob } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { copyWebhookUrl, createWebhook, deleteWebhook } from './webhook-commands.ts';

const job = aJob({ id: 'j1', name: 'deploy', project: 'demo' });
const onJob = { kind: 'job', project: 'demo', jobId: 'j1' } as unknown as Subject;
const onProject: Subject = { kind: 'project', project: 'demo' };
const hook = (id: number, jobId: string) => ({
  id,
  name: `hook ${id}`,
  project: 'demo',
  enabled: id !== 2,
  url: `https://host/api/53/webhook/t${id}`,
  eventPlugin: 'webhook-run-job',
  config: { jobId },
});

/** Runs a command, and returns its calls, the copied texts, and its prompts and messages. */
async function run(command: Command, subject: Subject, answers: readonly unknown[]) {
  const calls: unknown[] = [];
  const copied: string[] = [];
  const person = new ScriptedPerson();
  person.answers(answers);
  const webhooks = [hook(1, 'j1'), hook(2, 'gone')] as unknown as WebhookInfo[];
  const client = {
    listWebhooks: async () => webhooks,
    getWebhook: async () => webhooks[0],
    createWebhook: async (call: { body: { useAuth?: boolean } }) => {
      calls.push(call);
      return { id: 1, ...(call.body.useAuth === true ? { generatedSecurityString: 'once' } : {}) };
    },
    deleteWebhook: async (call: object) => void calls.push(call),
  };
  const model = () => ({
    ...EMPTY_MODEL,
    projects: [{ name: 'demo', description: '' }],
    jobs: [job, aJob({ id: 'j2', name: 'other', project: 'elsewhere' })],
  });
  const editor = { copy: async (text: string) => void copied.push(text) };
  const context = { prompts: person.prompts(), connection: { client }, editor, model };
  await command(context as unknown as CommandContext, subject, []);
  person.finished('it');
  return { calls, copied, told: person.told };
}

describe('the commands for webhooks', () => {
  it('create a webhook of a job, and offer the URL and the authorization string', async () => {
    const answers = ['On push', '-branch ${data.ref}', 'Secret URL and Authorization Header'];
    const { calls, copied, told } = await run(createWebhook, onJob, [
      ...answers,
      'Copy Authorization',
      'Copy URL',
    ]);
    const config = { jobId: 'j1', argString: '-branch ${data.ref}' };
    const body = { name: 'On push', eventPlugin: 'webhook-run-job', config, useAuth: true, regenAuth: true };
    assert.deepEqual(calls, [{ params: { project: 'demo' }, body }]);
    assert.deepEqual(copied, ['once', 'https://host/api/53/webhook/t1']);
    assert.match(told.join(), /Webhook "hook 1" created\. Copy the value of its Authorization header now/);
  });

  it('create a webhook of a project for one of its jobs, without header and options', async () => {
    const { calls, copied } = await run(createWebhook, onProject, ['deploy', 'Push', '', 'Secret URL']);
    const body = { name: 'Push', eventPlugin: 'webhook-run-job', config: { jobId: 'j1' } };
    assert.deepEqual(calls, [{ params: { project: 'demo' }, body }]);
    assert.deepEqual(copied, []);
  });

  it('copy the URL of a webhook of the job, or of any webhook of the project', async () => {
    assert.deepEqual((await run(copyWebhookUrl, onJob, ['hook 1'])).copied, [
      'https://host/api/53/webhook/t1',
    ]);
    assert.deepEqual((await run(copyWebhookUrl, onProject, ['hook 2'])).copied, [
      'https://host/api/53/webhook/t2',
    ]);
    await assert.rejects(run(copyWebhookUrl, onJob, ['hook 2']));
  });

  it('delete a webhook after a confirmation', async () => {
    assert.deepEqual((await run(deleteWebhook, onProject, ['hook 2', false])).calls, []);
    const { calls, told } = await run(deleteWebhook, onProject, ['hook 2', true]);
    assert.deepEqual(calls, [{ params: { project: 'demo', webhook: 2 } }]);
    assert.match(told.join(), /Delete webhook "hook 2" of demo\?/);
  });
});

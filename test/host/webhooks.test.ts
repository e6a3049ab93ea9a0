import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { WebhookRun } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { connectedOutrunner, PROJECT, somebodyElse } from './outrunner.ts';

describe('webhooks in VS Code', () => {
  it('are created for a job, whose URL runs it, and are deleted after a confirmation', async () => {
    const all = await connectedOutrunner();
    const other = await somebodyElse(all);
    try {
      const params = { project: ProjectName.parse(PROJECT) };
      await other.importJobs({
        params,
        query: {},
        body: {
          text: '- name: hooked\n  sequence: {commands: [{exec: "true"}]}\n',
          mediaType: 'application/yaml',
        },
      });
      const job = await all.seen('the job', (model) => model.jobs.find(({ name }) => name === 'hooked'));
      const subject = { kind: 'job', jobId: JobId.parse(job.id), project: PROJECT };
      await all.run(COMMANDS.createWebhook, ['on push', '', 'Secret URL', 'Copy URL'], subject);
      const url = await vscode.env.clipboard.readText();
      await vscode.env.clipboard.writeText('');
      await all.run(COMMANDS.copyWebhookUrl, ['on push'], subject);
      assert.equal(await vscode.env.clipboard.readText(), url);
      const post = () =>
        fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
      const answer = await post();
      assert.equal(WebhookRun.parse(await answer.json()).jobId, job.id);
      await all.run(COMMANDS.deleteWebhook, ['on push', true], subject);
      assert.deepEqual(await other.listWebhooks({ params }), []);
      assert.equal((await post()).status, 404);
    } finally {
      other.close();
    }
  });
});

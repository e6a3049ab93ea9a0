import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

const yaml = (words: string) => `- name: revised\n  sequence:\n    commands:\n      - exec: echo ${words}\n`;

describe('revisions of a job', () => {
  it('are compared with the stored text in a diff editor, and restored after a confirmation', async () => {
    const all: Outrunner = await connectedOutrunner();
    const other = await somebodyElse(all);
    try {
      for (const words of ['first', 'second']) {
        await other.importJobs({
          params: { project: ProjectName.parse(PROJECT) },
          query: { dupeOption: 'update' },
          body: { text: yaml(words), mediaType: 'application/yaml' },
        });
      }
      const { jobs } = await other.listJobOverviews();
      const job = JobId.parse(jobs.find(({ name }) => name === 'revised')?.id);
      const { revisions } = await other.listJobRevisions({ params: { job } });
      const [newest, oldest] = revisions;
      assert.ok(newest !== undefined && oldest !== undefined);
      await all.seen('the job', (model) =>
        model.jobs.find(({ id, revision }) => id === job && revision === newest.revision),
      );
      const subject = { kind: 'job', jobId: job, project: PROJECT };
      await all.run(COMMANDS.showJobRevisions, [`Revision ${oldest.revision}`], subject);
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      assert.ok(input instanceof vscode.TabInputTextDiff);
      const textOf = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
      assert.match(await textOf(input.original), /echo first/);
      assert.match(await textOf(input.modified), /echo second/);
      const stored = async () => (await other.getJobText({ params: { job } })).text;
      await all.run(COMMANDS.revertJob, [`Revision ${oldest.revision}`, false], subject);
      assert.match(await stored(), /echo second/);
      await all.run(COMMANDS.revertJob, [`Revision ${oldest.revision}`, true], subject);
      assert.match(await stored(), /echo first/);
    } finally {
      other.close();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });
});

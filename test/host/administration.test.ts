import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';

describe('the extension for administrators', () => {
  let all: Outrunner;
  let other: Client;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const shown = (): vscode.TextDocument => {
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  };
  const replace = async (document: vscode.TextDocument, text: string) => {
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  };

  it('edits the settings as one document, validated by a schema', async () => {
    await all.run(COMMANDS.editSettings);
    const document = shown();
    assert.equal(document.languageId, 'json');
    const before = document.getText();
    await replace(document, before.replace('"waitSeconds": 600', '"waitSeconds": "soon"'));
    await all.until('a problem of the wrong type', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ message }) => /number/.test(message)),
    );
    await replace(document, before.replace('"waitSeconds": 600', '"waitSeconds": 7'));
    assert.ok(await document.save());
    assert.equal((await other.getSettings()).dispatch.waitSeconds, 7);
    await other.updateSettings({ body: { dispatch: { waitSeconds: 600 } } });
  });

  it('edits the configuration of a project as one document, validated by a schema', async () => {
    const params = { project: PROJECT };
    await all.run(COMMANDS.editProjectConfig, [], { kind: 'project', project: PROJECT });
    const document = shown();
    assert.equal(document.languageId, 'json');
    const before = document.getText();
    const withProperty = (property: string) => before.replace(/,?\n\}\n$/, `,\n  ${property}\n}\n`);
    await replace(document, withProperty('"project.disable.schedule": "perhaps"'));
    await all.until('a problem with the value', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ message }) => /Valid values/.test(message)),
    );
    await replace(document, withProperty('"project.label": "Of the host"'));
    assert.ok(await document.save());
    assert.equal((await other.getProjectConfig({ params }))['project.label'], 'Of the host');
  });

  it('does not overwrite concurrent changes by others, even if the document has the same length', async () => {
    const params = { project: PROJECT };
    const document = shown();
    await replace(document, document.getText().replace('Of the host', 'Mine, mine!'));
    const body = { ...(await other.getProjectConfig({ params })), 'project.label': 'Theirs, now' };
    await other.setProjectConfig({ params, body });
    assert.equal(await document.save(), false);
    assert.equal((await other.getProjectConfig({ params }))['project.label'], 'Theirs, now');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.match(document.getText(), /Theirs, now/);
    await replace(document, document.getText().replace('Theirs, now', 'Both of us'));
    assert.ok(await document.save());
    assert.equal((await other.getProjectConfig({ params }))['project.label'], 'Both of us');
  });

  it('creates, replaces and deletes a key without showing its value in a prompt', async () => {
    await all.run(COMMANDS.createKey, ['Password', 'keys/administration/db', 'first-secret']);
    const modified = async () => {
      const key = await other.getKey({ params: { path: 'administration/db' } });
      return 'meta' in key ? key.meta['Rundeck-content-type'] : undefined;
    };
    assert.equal(await modified(), 'application/x-rundeck-data-password');
    const isStored = () =>
      all.services.store.model.keys.some(({ path }) => path === 'keys/administration/db');
    await all.until('the key', () => isStored() || undefined);
    await all.run(COMMANDS.replaceKey, ['keys/administration/db', 'second-secret']);
    assert.doesNotMatch(all.person.told.join(), /secret/);
    await all.run(COMMANDS.copyKeyPath, ['keys/administration/db']);
    assert.equal(await vscode.env.clipboard.readText(), 'keys/administration/db');
    await all.run(COMMANDS.deleteKey, ['keys/administration/db', true]);
    await assert.rejects(other.getKey({ params: { path: 'administration/db' } }));
    await all.until('the removal of the key', () => !isStored() || undefined);
  });

  it('disables the Local Runner and restricts plugin steps in the settings document', async () => {
    await all.run(COMMANDS.editSettings);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const document = shown();
    const changed = { ...JSON.parse(document.getText()) };
    Object.assign(changed.localExecutor, { disabled: true });
    Object.assign(changed.plugins, { allowedPlugins: ['WorkflowNodeStep:http'] });
    await replace(document, JSON.stringify(changed));
    assert.ok(await document.save());
    const { localExecutor, plugins } = await other.getSettings();
    assert.equal(localExecutor.disabled, true);
    assert.deepEqual(plugins.allowedPlugins, ['WorkflowNodeStep:http']);
    await other.updateSettings({
      body: { localExecutor: { disabled: false }, plugins: { allowedPlugins: [] } },
    });
  });

  it('shows the audit log, newest first', async () => {
    await all.run(COMMANDS.showAudit);
    const [first = '', ...lines] = shown().getText().split('\n');
    assert.match(first, /settings\.update/);
    assert.ok(lines.some((line) => /key\.delete\s+keys\/administration\/db/.test(line)));
    assert.ok(lines.every((line) => !line.includes('-secret')));
  });

  it('shows the install command for another replica, and a different one after the credentials are regenerated', async () => {
    const { runnerId } = await other.createRunner({
      body: { name: 'replaced', description: '', assignedProjects: { [PROJECT]: '.*' } },
    });
    await all.seen('the runner', (model) => model.runners.find(({ id }) => id === runnerId));
    const runner = { kind: 'runner', runnerId };
    await all.run(COMMANDS.addReplica, [], runner);
    const added = shown().getText();
    await all.run(COMMANDS.regenerateCredentials, [true], runner);
    const regenerated = shown().getText();
    assert.match(added, /replaced/);
    assert.notEqual(regenerated, added);
    await other.deleteRunner({ params: { runner: runnerId } });
  });

  it('adds a tag to the chosen runners and jobs after a confirmation', async () => {
    const { runnerId } = await other.createRunner({ body: { name: 'to-tag', description: '' } });
    const text = '- name: to-tag-too\n  sequence: {commands: [{exec: "true"}]}\n';
    await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text, mediaType: 'application/yaml' },
    });
    await all.seen('the runner', (model) => model.runners.find(({ id }) => id === runnerId));
    await all.seen('the job', (model) => model.jobs.find(({ name }) => name === 'to-tag-too'));
    const tag = { kind: 'tag', tag: 'dropped' };
    await all.run(COMMANDS.addTag, [['to-tag', 'to-tag-too'], true], tag);
    assert.ok(all.person.told.includes('Add tag "dropped" to runner "to-tag" and job "to-tag-too"?'));
    const tagged = await all.seen('the tag of the runner', (model) =>
      model.runners.find(({ id, tags }) => id === runnerId && tags.length > 0),
    );
    const job = await all.seen('the tag of the job', (model) =>
      model.jobs.find(({ name, selected }) => name === 'to-tag-too' && selected),
    );
    assert.deepEqual(tagged.tags, ['dropped']);
    assert.deepEqual(job.selector, { mode: 'TAGS', match: 'all', tags: ['dropped'] });
    await other.deleteJob({ params: { job: job.id } });
    await other.deleteRunner({ params: { runner: runnerId } });
  });

  it('opens the log of the embedded coordinator', async () => {
    await all.run(COMMANDS.showCoordinatorLog);
    assert.match(shown().uri.path, /\/coordinator\.log$/);
  });
});

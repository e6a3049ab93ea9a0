import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { projectsTree } from '../../extension/projects/projects-tree.ts';
import { ENTER } from '../../extension/testing/scripted-person.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const NODES = `web1: {node-executor: local, tags: 'web, first'}
web2: {node-executor: local, tags: web}
`;
const JOBS = `- name: deploy
  nodefilters:
    filter: 'tags: web'
  options:
  - name: stage
    enforced: true
    required: true
    values: [test, live]
  - name: day
    isDate: true
    dateFormat: YYYY-MM-DD
    value: '2026-01-31'
  - name: notes
    type: file
    required: true
  sequence:
    commands:
    - description: Read the notes
      exec: cat \${file.notes} && echo "\${node.name} \${option.stage} \${option.day}"
    - description: Only the first one
      exec: test "\${node.name}" = web1
- name: somewhere
  nodefilters:
    filter: 'tags: web'
  sequence:
    commands:
    - exec: echo "on \${node.name}"
- name: nightly
  schedule:
    crontab: 0 0 3 ? * * *
  sequence:
    commands:
    - exec: echo "at night"
`;

describe('the extension for nodes, plans and files', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  const project = { kind: 'project', project: PROJECT };
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-host-'));
    await writeFile(join(folder, 'nodes.yaml'), NODES);
    await storeJobs(other, JOBS);
    await all.localRunner();
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  const job = (name: string): Promise<JobOverview> =>
    all.seen(name, (model) => model.jobs.find((it) => it.name === name));
  const subject = async (name: string) => ({ kind: 'job', jobId: (await job(name)).id, project: PROJECT });
  const shownText = () => vscode.window.activeTextEditor?.document.getText() ?? '';
  const ended = (which: (execution: Execution) => boolean): Promise<Execution> =>
    all.seen('the end of the execution', (model) =>
      model.executions.find((it) => it.status !== 'running' && which(it)),
    );

  it('imports the nodes of a file, and asks before it replaces nodes', async () => {
    await all.run(COMMANDS.importNodes, [[join(folder, 'nodes.yaml')]], project);
    assert.match(all.person.told.at(-1) ?? '', /2 nodes imported into host/);
    await all.run(COMMANDS.importNodes, [[join(folder, 'nodes.yaml')], true], project);
    assert.ok(all.person.told.some((it) => it === 'Replace the 2 nodes of host?'));
  });

  it('shows the nodes that a filter selects, and reports if there are none', async () => {
    await all.run(COMMANDS.showNodes, ['tags: first'], project);
    assert.match(shownText(), /web1/);
    assert.doesNotMatch(shownText(), /web2/);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'yaml');
    await all.run(COMMANDS.showNodes, ['tags: moon'], project);
    assert.match(all.person.told.at(-1) ?? '', /The filter "tags: moon" selects no node in host/);
  });

  it('saves a node filter, and offers it in later prompts', async () => {
    await all.run(COMMANDS.saveNodeFilter, ['tags: first', 'the first', 'Default Filter'], project);
    assert.match(all.person.told.join(' '), /1 node: web1/);
    await all.run(COMMANDS.showNodes, ['the first'], project);
    assert.match(shownText(), /web1/);
    assert.doesNotMatch(shownText(), /web2/);
    await all.run(COMMANDS.deleteNodeFilter, ['the first', true], project);
  });

  it('adds a node source, shows it below the project, and refreshes it', async () => {
    const file = join(folder, 'more.yaml');
    await writeFile(file, 'db1: {node-executor: local}\n');
    await all.run(COMMANDS.addNodeSource, ['File', file, '', ENTER], project);
    const sources = await all.seen('the source', ({ nodeSources }) =>
      nodeSources[PROJECT]?.some(({ index, nodes }) => index === 3 && nodes === 1)
        ? nodeSources[PROJECT]
        : undefined,
    );
    assert.equal(sources[2]?.description, file);
    await writeFile(file, 'db1:\n');
    await all.run(COMMANDS.refreshNodes, [], { kind: 'node-source', project: PROJECT, index: 3 });
    assert.match(all.person.told.at(-1) ?? '', /Source 3 of host: .*1:1: error/);
    await all.seen('its error', ({ nodeSources }) =>
      nodeSources[PROJECT]?.find(({ problem }) => problem !== undefined),
    );
    await all.run(COMMANDS.showNodes, [], { kind: 'node-source', project: PROJECT, index: 3 });
    assert.match(shownText(), /db1/);
    await all.run(COMMANDS.deleteNodeSource, [true], { kind: 'node-source', project: PROJECT, index: 3 });
    await all.seen('the removal of the source', ({ nodeSources }) =>
      nodeSources[PROJECT]?.length === 2 ? true : undefined,
    );
  });

  it('prompts whether a source is trusted, and shows its trust and dropped attributes', async () => {
    const script = join(folder, 'list-nodes');
    await writeFile(script, "#!/bin/sh\necho 'db2: {hostname: db2, script-exec: rm -rf /}'\n", {
      mode: 0o755,
    });
    const row = () => {
      const [shown] = projectsTree(all.services.store.model).filter(({ label }) => label === PROJECT);
      const nodes = shown?.children?.find(({ label }) => label === 'Nodes');
      const source = nodes?.children?.find(({ label }) => label === script);
      return source && { description: source.description, tooltip: source.tooltip };
    };
    const read = (pattern: RegExp) =>
      all.seen(`the row ${pattern}`, () => {
        const found = row();
        return pattern.test(found?.description ?? '') ? found : undefined;
      });
    const remove = async () => {
      await all.run(COMMANDS.deleteNodeSource, [true], { kind: 'node-source', project: PROJECT, index: 3 });
      await all.seen('the removal of the source', ({ nodeSources }) =>
        nodeSources[PROJECT]?.length === 2 ? true : undefined,
      );
    };
    await all.run(COMMANDS.addNodeSource, ['Script', script, '', ENTER], project);
    const untrusted = await read(/dropped/);
    assert.equal(untrusted.description, 'untrusted · 1 node · dropped 1 attribute (script-exec)');
    assert.match(untrusted.tooltip ?? '', /Untrusted: its nodes cannot set commands, keys or runners/);
    await remove();

    await all.run(COMMANDS.addNodeSource, ['Script', script, '', 'Trusted'], project);
    assert.equal((await read(/^trusted · 1 node/)).description, 'trusted · 1 node');
    await remove();
  });

  it('previews the plan of a saved job and of unsaved text', async () => {
    const on = await subject('deploy');
    await all.run(COMMANDS.previewPlan, ['live'], on);
    assert.match(shownText(), /^job {7}deploy of project host$/m);
    assert.match(shownText(), /nodes {5}web1 \(web\+first\), web2 \(web\)/);
    assert.match(shownText(), /on web1\n {8}cat .* && echo "web1 live 2026-01-31"/);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'outrunner-plan');

    await all.run(COMMANDS.openJob, [], await subject('nightly'));
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(document.getText().indexOf('at night'));
    edit.replace(document.uri, new vscode.Range(start, start.translate(0, 8)), 'not saved');
    await vscode.workspace.applyEdit(edit);
    await all.run(COMMANDS.previewPlan);
    assert.match(shownText(), /echo "not saved"/);
    assert.equal(document.isDirty, true);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('previews one of several jobs in a file', async () => {
    const file = join(folder, 'some.job.yaml');
    await writeFile(file, JOBS);
    const uri = vscode.Uri.file(file);
    await vscode.window.showTextDocument(uri);
    await all.run(COMMANDS.previewPlan, ['nightly'], uri);
    assert.match(shownText(), /^job {7}nightly of project host$/m);
    assert.match(shownText(), /echo "at night"/);
  });

  it('uploads the chosen file for a run, and shows the steps of the run', async () => {
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'read me first\n');
    const on = await subject('deploy');
    const file = vscode.Uri.file(notes).toString();
    const options = ['live', '2026-02-28', 'Choose a File…', file];
    await all.run(COMMANDS.runJob, [...options, 'Change the Filter…', 'name: web.*'], on);
    assert.ok(all.person.told.includes('2 nodes: web1, web2'), all.person.told.join(' | '));
    const execution = await ended((it) => it.job?.id === on.jobId);
    assert.equal(execution.status, 'failed');
    assert.deepEqual(execution.failedNodes, ['web2']);
    const { entries } = await other.getExecutionOutput({ params: { execution: execution.id } });
    assert.deepEqual(
      entries.filter(({ stepctx }) => stepctx === '1').map(({ log, node }) => `${node}: ${log}`),
      [
        'web1: read me first',
        'web1: web1 live 2026-02-28',
        'web2: read me first',
        'web2: web2 live 2026-02-28',
      ],
    );
    const { steps } = all.services;
    steps.watch(execution.id);
    const known = await all.until('its steps', () => {
      const now = steps.steps.get(execution.id);
      return now?.kind === 'known' ? now.state : undefined;
    });
    assert.deepEqual(
      known.steps.map((step) => [step.label, step.nodeStates['web2']?.executionState]),
      [
        ['Read the notes', 'SUCCEEDED'],
        ['Only the first one', 'FAILED'],
      ],
    );
    steps.unwatch(execution.id);
    assert.equal(steps.steps.get(execution.id), undefined);
  });

  it('runs a job again on its failed nodes', async () => {
    const { id } = await job('deploy');
    const first = await ended((it) => it.job?.id === id);
    const answers = ['Choose a File…', vscode.Uri.file(join(folder, 'notes.txt')).toString()];
    await all.run(COMMANDS.retryOnFailedNodes, answers, { kind: 'execution', executionId: first.id });
    const again = await ended((it) => it.job?.id === id && it.id > first.id);
    assert.match(String(again.argstring), /-stage live/);
    assert.deepEqual([again.successfulNodes, again.failedNodes], [[], ['web2']]);
  });

  it("runs a job on the nodes of a filter instead of the job's own, and starts nothing if the filter selects none", async () => {
    const on = await subject('somewhere');
    await all.run(COMMANDS.runJobOnNodes, ['tags: moon'], on);
    assert.match(all.person.told.at(-1) ?? '', /The filter "tags: moon" selects no node in host/);
    await all.run(COMMANDS.runJobOnNodes, ['tags: first'], on);
    const execution = await ended((it) => it.job?.id === on.jobId);
    assert.deepEqual(execution.successfulNodes, ['web1']);
  });

  it('runs an ad-hoc command on the nodes of a filter, after showing these nodes', async () => {
    const before = all.services.store.model.executions[0]?.id ?? 0;
    await all.run(
      COMMANDS.runAdhocCommand,
      ['tags: moon', 'tags: web', '', 'echo "on ${node.name}"'],
      project,
    );
    assert.ok(all.person.told.some((it) => it.includes('on 2 nodes: web1, web2')));
    const execution = await ended((it) => it.id > before);
    const { entries } = await other.getExecutionOutput({ params: { execution: execution.id } });
    assert.deepEqual(entries.map(({ log }) => log).sort(), ['on web1', 'on web2']);
  });

  it('runs a script file', async () => {
    const script = join(folder, 'hello.sh');
    await writeFile(script, 'echo "from the file"\n');
    const before = all.services.store.model.executions[0]?.id ?? 0;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await all.run(COMMANDS.runAdhocScript, ['', '', 'Choose a File…', [script]], project);
    const execution = await ended((it) => it.id > before);
    const { entries } = await other.getExecutionOutput({ params: { execution: execution.id } });
    assert.deepEqual(
      entries.map(({ log }) => log),
      ['from the file'],
    );
  });

  it('stores a key without displaying its value', async () => {
    await all.run(COMMANDS.createKey, ['Password', 'keys/host/db', 'secret']);
    assert.doesNotMatch(all.person.told.join(), /secret/);
    const key = await other.getKey({ params: { path: 'host/db' } });
    assert.equal(key.type, 'file');
    await all.run(COMMANDS.createKey, ['Password', 'keys/host/db']);
    assert.match(all.person.told.at(-1) ?? '', /A key "keys\/host\/db" already exists/);
  });

  it('disables and enables a job and its schedule', async () => {
    const on = await subject('nightly');
    await all.run(COMMANDS.disableSchedule, [], on);
    await all.seen('the disabled schedule', (model) =>
      model.jobs.find((it) => it.id === on.jobId && it.scheduled && !it.scheduleEnabled),
    );
    await all.run(COMMANDS.disableJob, [], on);
    await all.seen('the disabled job', (model) =>
      model.jobs.find((it) => it.id === on.jobId && !it.executionEnabled),
    );
    await all.run(COMMANDS.enableJob, [], on);
    await all.run(COMMANDS.enableSchedule, [], on);
    await all.seen('the enabled job and schedule', (model) =>
      model.jobs.find((it) => it.id === on.jobId && it.executionEnabled && it.scheduleEnabled),
    );
  });

  it('makes the coordinator passive, and active again', async () => {
    await all.run(COMMANDS.setExecutionMode, ['Passive']);
    await all.seen('the passive mode', (model) => (model.isActive ? undefined : true));
    await all.run(COMMANDS.runJob, [], await subject('nightly'));
    assert.match(all.person.told.at(-1) ?? '', /passive/);
    await all.run(COMMANDS.setExecutionMode, ['Active']);
    await all.seen('the active mode', (model) => (model.isActive ? true : undefined));
  });

  it('plans the passive mode of the coordinator and of a project', async () => {
    await all.run(COMMANDS.setExecutionMode, ['Passive Later…', '2h30m']);
    assert.equal(all.person.told.at(-1), 'The coordinator becomes passive in 2h30m.');
    const { outrunner } = (await other.systemInfo()).system;
    assert.equal(outrunner.plannedExecutionMode?.executionMode, 'passive');
    await all.run(COMMANDS.setProjectMode, ['Disable Schedules Later…', '3m'], project);
    const { config } = await other.getProject({ params: { project: PROJECT } });
    assert.equal(config['project.later.schedule.disable.value'], '3m');
  });
});

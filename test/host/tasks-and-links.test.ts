import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { JOB_SCHEME, OUTPUT_SCHEME } from '../../extension/ids/schemes.ts';
import type { Client } from '../../protocol/client/client.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOBS = `- name: greet
  group: tasks
  options:
  - {name: who, value: nobody}
  sequence:
    commands:
    - exec: echo "hello \${option.who}" && test "\${option.who}" != nobody
- name: compile
  group: tasks
  sequence:
    commands:
    - exec: 'echo "src/tool.c:12:5: error: no such type"; echo "/etc/passwd:1:1: error: outside"'
`;

describe('the extension for tasks and links', () => {
  let all: Outrunner;
  let other: Client;
  let job: JobOverview;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await all.localRunner();
    await storeJobs(other, JOBS);
    job = await all.seen('the job', ({ jobs }) =>
      jobs.find(({ group, name }) => group === 'tasks' && name === 'greet'),
    );
  });
  after(async () => {
    other.close();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Runs a task until it ends. */
  async function ended(task: vscode.Task): Promise<void> {
    const end = Promise.withResolvers<void>();
    let execution: vscode.TaskExecution | undefined;
    const listening = vscode.tasks.onDidEndTask((event) => {
      if (event.execution === execution) end.resolve();
    });
    execution = await vscode.tasks.executeTask(task);
    await end.promise;
    listening.dispose();
  }
  const runs = () => all.services.store.model.executions.filter((it) => it.job?.id === job.id);

  it('runs a job as a task, which ends with the execution', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'outrunner' });
    const task = tasks.find(({ name }) => name === `tasks/greet (${PROJECT})`);
    assert.ok(task);
    await ended(task);
    const run = await all.seen('the end of the execution', () =>
      runs().find(({ status }) => status !== 'running'),
    );
    assert.equal(run.status, 'failed');
  });

  it('runs a job with the options of a task in tasks.json', async () => {
    const definition = { type: 'outrunner', project: PROJECT, job: 'tasks/greet', options: { who: 'world' } };
    const [provided] = await vscode.tasks.fetchTasks({ type: 'outrunner' });
    assert.ok(provided);
    const asked = new vscode.Task(definition, vscode.TaskScope.Workspace, 'greet the world', 'outrunner');
    const resolved = all.services.tasks.resolveTask(asked);
    assert.ok(resolved);
    await ended(resolved);
    const run = await all.seen('its success', () => runs().find(({ status }) => status === 'succeeded'));
    assert.deepEqual(run.job?.options, { who: 'world' });
  });

  it('shows the problems reported in the output of a task', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const tasks = await vscode.tasks.fetchTasks({ type: 'outrunner' });
    const task = tasks.find(({ name }) => name === `tasks/compile (${PROJECT})`);
    assert.ok(task);
    await ended(task);
    const uri = vscode.Uri.joinPath(folder.uri, 'src', 'tool.c');
    const [problem] = await all.until('the problem', () => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length === 0 ? undefined : found;
    });
    assert.ok(problem);
    assert.deepEqual(
      [problem.message, problem.severity, problem.range.start.line, problem.range.start.character],
      ['no such type', vscode.DiagnosticSeverity.Error, 11, 4],
    );
    const outside = vscode.languages.getDiagnostics().filter(([{ path }]) => path.includes('passwd'));
    assert.deepEqual(outside, []);
  });

  it('copies a link to an execution, to a line of output and to a job, and opens each link', async () => {
    const { services } = all;
    const { id } = await other.runJob({ params: { job: job.id }, body: {} });
    const failed = await all.seen('the failure', () =>
      runs().find((it) => it.id === id && it.status === 'failed'),
    );
    const copied = async (subject: object): Promise<vscode.Uri> => {
      await all.run(COMMANDS.copyLink, [], subject);
      return vscode.Uri.parse(await vscode.env.clipboard.readText());
    };
    const subject = { kind: 'execution', executionId: failed.id };
    await services.openLink(await copied(subject));
    assert.equal(services.panels.executions.active, failed.id);

    await all.run(COMMANDS.goToFirstError, [], subject);
    const error = vscode.window.activeTextEditor?.selection.active.line;
    const line = await copied({ kind: 'none' });
    assert.match(line.toString(true), /\/execution\/\d+\?line=\d+$/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await services.openLink(line);
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, OUTPUT_SCHEME);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, error);

    await services.openLink(await copied({ kind: 'job', jobId: job.id, project: PROJECT }));
    assert.equal(vscode.window.activeTextEditor?.document.uri.scheme, JOB_SCHEME);
  });

  it('refuses a link to no known object', async () => {
    await all.services.openLink(vscode.Uri.parse('vscode://outrunner.outrunner/run/7'));
    assert.match(
      all.person.told.at(-1) ?? '',
      /"\/run\/7" is not a link to a job, an execution or a line of output/,
    );
  });
});

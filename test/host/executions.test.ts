import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { Tag } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { readAddress } from './coordinator-address.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';
import { terminalText } from './terminal-text.ts';

const JOBS = `- name: greet
  options:
  - name: whom
    required: true
    value: world
  - name: password
    secure: true
  sequence:
    commands:
    - exec: 'printf "\\033[32mhello %s\\033[0m\\n" \${option.whom}'
- name: flaky
  retry: {retry: '1', delay: 1s}
  sequence:
    commands:
    - exec: echo trying; exit 1
- name: wait
  sequence:
    commands:
    - exec: echo waiting; sleep 600
`;

describe('executions', () => {
  let all: Outrunner;
  let other: Client;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await storeJobs(other, JOBS);
    await all.localRunner();
  });
  after(() => other.close());

  const job = (name: string): Promise<JobOverview> =>
    all.seen(name, (model) => model.jobs.find((it) => it.name === name));

  it('prompt for the options of the job, and show their output in a separate terminal', async () => {
    const { id } = await job('greet');
    await all.run(COMMANDS.runJob, ['moon', 'secret'], { kind: 'job', jobId: id, project: PROJECT });
    const execution = await all.seen('the end of the execution', (model) =>
      model.executions.find((it) => it.job?.id === id && it.status === 'succeeded'),
    );
    const terminal = await terminalOf(`#${execution.id} greet`);
    const shown = await terminalText(terminal, new RegExp(`execution ${execution.id} succeeded`));
    assert.match(shown, /▶ 1 .*on Local Runner · replica/);
    assert.match(shown, /^hello moon$/m);
    assert.match(shown, new RegExp(`execution ${execution.id} succeeded`));
    assert.doesNotMatch(shown, /secret/);
  });

  it('have a form for their start, which opens in a tab named after the job', async () => {
    const { id } = await job('greet');
    await all.run(COMMANDS.runJobWithForm, [], { kind: 'job', jobId: id, project: PROJECT });
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const tab = await all.until('the form', () => tabs().find(({ label }) => label === 'Run: greet'));
    await vscode.window.tabGroups.close(tab);
  });

  it('run again after a prompt for their options', async () => {
    const { id } = await job('greet');
    const first = await all.seen('the first', (model) => model.executions.find((it) => it.job?.id === id));
    await all.run(COMMANDS.rerunExecution, ['moon again', 'secret'], {
      kind: 'execution',
      executionId: first.id,
    });
    await all.seen('the second', (model) =>
      model.executions.find((it) => it.job?.id === id && it.id > first.id && it.status === 'succeeded'),
    );
  });

  it('open the form of their job to run again', async () => {
    const { id } = await job('greet');
    const first = await all.seen('the first', (model) => model.executions.find((it) => it.job?.id === id));
    await all.run(COMMANDS.rerunWithForm, [], { kind: 'execution', executionId: first.id });
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const tab = await all.until('the form', () => tabs().find(({ label }) => label === 'Run: greet'));
    await vscode.window.tabGroups.close(tab);
  });

  it('appear when others start them, with all output from the start', async () => {
    const { id } = await job('greet');
    const { id: execution } = await other.runJob({
      params: { job: id },
      body: { options: { whom: 'elsewhere' } },
    });
    await all.seen('the end of the execution', (model) =>
      model.executions.find((it) => it.id === execution && it.status === 'succeeded'),
    );
    await all.run(COMMANDS.openOutput, [], { kind: 'execution', executionId: execution });
    const terminal = await terminalOf(`#${execution} greet`);
    const shown = await terminalText(terminal, new RegExp(`execution ${execution} succeeded`));
    assert.match(shown, /^hello elsewhere$/m);
  });

  it('show which execution repeats a failed one', async () => {
    const { id } = await job('flaky');
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId: id, project: PROJECT });
    const again = await all.seen('the repetition', (model) =>
      model.executions.find((it) => it.job?.id === id && it.retry !== undefined),
    );
    const first = await terminalOf(`#${again.retry?.previous} flaky`);
    await terminalText(first, new RegExp(`failed-with-retry[\\s\\S]*retried as execution ${again.id}`));
  });

  it('continue in their terminals after the coordinator was killed, without losing or repeating a line', async () => {
    const { id } = await job('wait');
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId: id, project: PROJECT });
    const running = await all.seen('the running execution', (model) =>
      model.executions.find((it) => it.job?.id === id && it.status === 'running'),
    );
    const terminal = await terminalOf(`#${running.id} wait`);
    await terminalText(terminal, /^waiting/m);
    process.kill((await readAddress(all)).pid, 'SIGKILL');
    await terminalText(terminal, /^Connection lost. Reconnecting…/m);
    await all.until('the connection', () =>
      all.services.context.connection.state.kind === 'connected' ? true : undefined,
    );
    await all.run(COMMANDS.stopExecution, [], { kind: 'execution', executionId: running.id });
    const shown = await terminalText(terminal, /execution \d+ aborted/);
    assert.equal(shown.match(/^waiting/gm)?.length, 1);
    other.close();
    other = await somebodyElse(all);
  });

  it('can be stopped', async () => {
    const { id } = await job('wait');
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId: id, project: PROJECT });
    const running = await all.seen('the running execution', (model) =>
      model.executions.find((it) => it.job?.id === id && it.status === 'running'),
    );
    await terminalText(await terminalOf(`#${running.id} wait`), /waiting/);
    await all.run(COMMANDS.stopExecution, [], { kind: 'execution', executionId: running.id });
    await all.seen('the end of the execution', (model) =>
      model.executions.find((it) => it.id === running.id && it.status === 'aborted'),
    );
  });

  it('are deleted together after a confirmation, and leave the view', async () => {
    const { id } = await job('greet');
    const ids: number[] = [];
    for (let count = 0; count < 2; count += 1) {
      const run = await other.runJob({ params: { job: id }, body: { options: { whom: 'nobody' } } });
      await all.seen('its end', (model) =>
        model.executions.find((it) => it.id === run.id && it.status === 'succeeded'),
      );
      ids.push(run.id);
    }
    const rows = ids.map((executionId) => ({ kind: 'execution', executionId }));
    await all.run(COMMANDS.deleteExecution, [false], rows[0], rows);
    assert.match(all.person.told.join(), /Delete 2 executions\?/);
    await all.run(COMMANDS.deleteExecution, [true], rows[0], rows);
    await all.seen('their rows to go', (model) =>
      model.executions.some((it) => ids.includes(it.id)) ? undefined : true,
    );
  });

  it('are rejected with the reason if no runner matches the job', async () => {
    const { id, revision } = await job('wait');
    await other.setJobSelectors({
      body: {
        jobs: [{ id, revision }],
        selector: { mode: 'TAGS', match: 'all', tags: [Tag.parse('nowhere')] },
      },
    });
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId: id, project: PROJECT });
    assert.match(all.person.told.at(-1) ?? '', /No runner of project host matches.*nowhere/);
  });
});

/** Returns the terminal whose name begins with `name`. */
async function terminalOf(name: string): Promise<vscode.Terminal> {
  const found = vscode.window.terminals.find((terminal) => terminal.name.startsWith(name));
  assert.ok(found, `no terminal ${name} among ${vscode.window.terminals.map((it) => it.name).join(', ')}`);
  return found;
}

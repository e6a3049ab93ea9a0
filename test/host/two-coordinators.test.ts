import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SETTINGS_DOCUMENT } from '../../extension/administration/settings-file-system.ts';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { JOB_SCHEME } from '../../extension/ids/schemes.ts';
import { jobAddress } from '../../extension/jobs/editor/job-uri.ts';
import type { PickQuestion } from '../../extension/prompts/prompts.ts';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, PROJECT } from './outrunner.ts';
import {
  type SeparateCoordinator,
  startTwoCoordinators,
  type TwoCoordinators,
} from './separate-coordinator.ts';

/** Both coordinators have imported a copy of this job, with the same id. */
const ID = JobId.parse('job-of-two-coordinators');
const SECOND = JobId.parse('second-job-of-two-coordinators');
const JOB = (words: string) => `- name: twin
  uuid: ${ID}
  sequence:
    commands:
    - exec: 'echo "output of ${words}"; exit 3'
- name: second
  uuid: ${SECOND}
  sequence:
    commands:
    - exec: id
`;
const FIRST = ExecutionId.parse(1);
/** The labels of the editor with the output of the execution, and of its panel. */
const SHOWN = /#1|Execution 1/;

describe('a window that switches between two coordinators with the same ids', () => {
  let all: Outrunner;
  let both: TwoCoordinators;
  let one: SeparateCoordinator;
  let two: SeparateCoordinator;

  before(async () => {
    all = await connectedOutrunner();
    both = await startTwoCoordinators(all, JOB);
    ({ one, two } = both);
    for (const { client } of [one, two])
      assert.equal((await client.runJob({ params: { job: ID }, body: {} })).id, FIRST);
  });
  beforeEach(() => use(one));
  after(() => both.stop());

  /** Connects the window to a coordinator, and waits until its execution has ended. */
  async function use({ url, token }: SeparateCoordinator): Promise<void> {
    const { state } = all.services.context.connection;
    if (state.kind !== 'connected' || state.target.kind !== 'remote' || state.target.url !== url)
      await all.run(COMMANDS.connect, [url, token]);
    await all.seen('the end of execution 1', ({ executions }) =>
      executions.find(({ id, status }) => id === FIRST && status === 'failed'),
    );
  }
  const addressOf = (id: JobId, name: string) =>
    vscode.Uri.from({ scheme: JOB_SCHEME, ...jobAddress({ id, project: PROJECT, group: '', name }) });
  const tabs = (label: RegExp) =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => label.test(tab.label)).length;
  const terminals = () => vscode.window.terminals.filter(({ name }) => name.startsWith('#1 twin')).length;
  const told = () => all.person.told.join(' | ');
  const pinned = () => all.services.context.rows.states.current.pinnedJobs;

  it('shows output, panel and terminal of execution 1 only of the current coordinator', async () => {
    for (const [coordinator, words, other] of [
      [one, 'one', 'two'],
      [two, 'two', 'one'],
      [one, 'one', 'two'],
    ] as const) {
      await use(coordinator);
      await all.until('no editor, panel or terminal of the other coordinator', () =>
        tabs(SHOWN) + terminals() === 0 ? true : undefined,
      );
      const subject = { kind: 'execution', executionId: FIRST };
      await all.run(COMMANDS.openOutput, [], subject);
      await all.run(COMMANDS.openExecutionPanel, [], subject);
      await all.run(COMMANDS.showFullOutput, [], subject);
      const text = await all.until('the output', () => {
        const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
        return shown.includes(`output of ${words}`) ? shown : undefined;
      });
      assert.ok(text.includes(`output of ${words}`) && !text.includes(`output of ${other}`), text);
      assert.deepEqual([terminals(), tabs(SHOWN)], [1, 2]);
    }
  });

  it('saves documents only to the coordinator that they were read from', async () => {
    const { settingsDocuments, jobDocuments } = all.services;
    for (const [documents, uri] of [
      [settingsDocuments, SETTINGS_DOCUMENT],
      [jobDocuments, addressOf(ID, 'twin')],
    ] as const) {
      await use(one);
      const text = Buffer.from(await documents.readFile(uri)).toString('utf8');
      const changed = text.replace('"enabled": true', '"enabled": false').replace('of one', 'of another');
      assert.notEqual(changed, text);
      await use(two);
      await assert.rejects(documents.writeFile(uri, Buffer.from(changed)), /switched to another coordinator/);
      await documents.writeFile(uri, await documents.readFile(uri));
    }
    assert.equal((await two.client.getSettings()).runners.enabled, true);
    assert.match((await two.client.getJobText({ params: { job: ID } })).text, /output of two/);
  });

  it('closes the settings and the previews of the previous coordinator', async () => {
    await all.run(COMMANDS.editSettings);
    await all.services.context.editor.showText('Preview.txt', 'of one');
    await all.services.context.editor.showDifference(
      { name: 'Before.txt', text: '1' },
      { name: 'After.txt', text: '2' },
    );
    assert.equal(tabs(/Coordinator Settings|Preview|Before/), 3);
    await use(two);
    await all.until('no editor', () => tabs(/Coordinator Settings|Preview|Before/) === 0 || undefined);
  });

  it('refuses an answer that was given after the switch', async () => {
    const { prompts } = all.services.context;
    const { choose } = prompts;
    prompts.choose = async <T>({ choices }: PickQuestion<T>) => {
      prompts.choose = choose;
      await use(two);
      return choices[0]?.value;
    };
    await vscode.commands.executeCommand(COMMANDS.pinRow);
    assert.match(told(), /The window was switched to another coordinator/);
    assert.deepEqual(pinned(), []);
    await use(one);
    assert.deepEqual(pinned(), []);
  });

  it('refuses the button of a notification that it showed for the previous coordinator', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await all.until('a hidden view', () => !all.services.problems.isVisible || undefined);
    const { prompts } = all.services.context;
    const { warn } = prompts;
    const shown = Promise.withResolvers<string>();
    const pressed = Promise.withResolvers<string | undefined>();
    prompts.warn = async <T extends string>(message: string) => {
      prompts.warn = warn;
      shown.resolve(message);
      return (await pressed.promise) as T;
    };
    await one.client.runJob({ params: { job: ID }, body: {} });
    assert.match(await shown.promise, /of twin: failed/);
    await use(two);
    all.person.answers([]);
    pressed.resolve('Show Failure');
    await all.until('the refusal', () => /switched to another coordinator/.test(told()) || undefined);
    assert.equal(tabs(/#2/), 0);
  });

  it('counts the problems of each coordinator separately', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await use(two);
    const { id } = await two.client.runJob({ params: { job: ID }, body: {} });
    await all.until('the problem of two', () => all.services.problems.problems.failed === 1 || undefined);
    await use(one);
    await all.run(COMMANDS.showOverview);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await use(two);
    assert.equal(all.services.problems.problems.failed, 1, `execution ${id} was not seen`);
  });

  it('follows the documents of open jobs only', async () => {
    const subject = { kind: 'job', jobId: ID, project: PROJECT };
    await all.run(COMMANDS.openJob, [], subject);
    assert.ok(all.services.jobs.follows(ID));
    await use(two);
    assert.ok(!all.services.jobs.follows(ID));
    await vscode.commands.executeCommand('vscode.open', addressOf(SECOND, 'second'));
    await all.until('the document', () => all.services.jobs.follows(SECOND) || undefined);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await all.until('the closed document', () => !all.services.jobs.follows(SECOND) || undefined);
  });
});

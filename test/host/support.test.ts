import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOBS = `- name: lost
  runnerSelector:
    runnerFilterMode: TAGS
    runnerFilterType: TAG_FILTER_AND
    filter: moonbase
  sequence:
    commands:
    - exec: echo "nowhere"
`;

describe('the extension', () => {
  let all: Outrunner;
  before(async () => {
    all = await connectedOutrunner();
    const other = await somebodyElse(all);
    await storeJobs(other, JOBS);
    other.close();
  });

  it('shows the log of the extension', async () => {
    await all.run(COMMANDS.showLog);
    await all.until('the log', () =>
      vscode.window.visibleTextEditors.find(({ document }) => /Outrunner/.test(document.uri.path)),
    );
  });

  it('fills an issue report with versions, and with no name or address', async () => {
    const { editor } = all.services.context;
    const reported: string[] = [];
    Object.assign(editor, { reportIssue: async (text: string) => void reported.push(text) });
    await all.run(COMMANDS.reportIssue);
    Reflect.deleteProperty(editor, 'reportIssue');
    assert.match(reported.join(), new RegExp(`VS Code ${vscode.version.replaceAll('.', '\\.')}`));
    assert.match(reported.join(), /Coordinator: embedded, connected/);
    assert.doesNotMatch(reported.join(), new RegExp(`Local Runner|moonbase|${PROJECT}`));
  });

  it('shows the overview and the row of a runner', async () => {
    await all.run(COMMANDS.showOverview);
    const local = await all.seen('the Local Runner', ({ runners }) => runners.find((runner) => runner.local));
    await all.run(COMMANDS.showRunner, [], { kind: 'runner', runnerId: local.id });
    assert.deepEqual(all.person.told, []);
  });

  it('reviews tags that jobs use and no runner has', async () => {
    await all.seen('lost', ({ jobs }) => jobs.find(({ name }) => name === 'lost'));
    await all.run(COMMANDS.reviewTagsWithoutRunner, ['moonbase', 'Change the Tags of These Jobs…', []]);
    assert.ok(all.person.told.includes('Jobs with tag moonbase'), all.person.told.join(' | '));
  });
});

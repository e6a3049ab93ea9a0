import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { connectedOutrunner, type Outrunner, PROJECT, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';

const JOBS = `- name: reused
  sequence:
    commands:
    - {description: Look, exec: echo "seen"}
`;

describe('the terminal of a job', () => {
  let all: Outrunner;
  let other: Client;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    await all.localRunner();
    await storeJobs(other, JOBS);
  });
  after(() => other.close());

  const names = () => vscode.window.terminals.map(({ name }) => name).filter((it) => it.includes(' reused'));

  /** Runs the job. Returns the names of its terminals once the new one shows the end. */
  async function run(): Promise<readonly string[]> {
    const before = new Set(names());
    const { id: jobId } = await all.seen('the job', ({ jobs }) => jobs.find(({ name }) => name === 'reused'));
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId, project: PROJECT });
    await all.until('the end in the terminal', () =>
      names().find((name) => name.endsWith('(succeeded)') && !before.has(name)),
    );
    return names();
  }

  it('is replaced by that of the next execution, unless it is pinned', async () => {
    const first = await run();
    assert.equal(first.length, 1);
    const second = await run();
    assert.equal(second.length, 1);
    assert.notDeepEqual(second, first);
    await all.run(COMMANDS.pinTerminal);
    assert.match(all.person.told.at(-1) ?? '', /^The terminal of execution \d+ stays open/);
    const third = await run();
    assert.equal(third.length, 2);
    assert.ok(second.every((name) => third.includes(name)));
  });

  it('cannot be pinned if another terminal is active', async () => {
    const shell = vscode.window.createTerminal('shell');
    shell.show();
    await all.until('the shell in front', () => (vscode.window.activeTerminal === shell ? shell : undefined));
    await all.run(COMMANDS.pinTerminal);
    assert.match(all.person.told.at(-1) ?? '', /Show the terminal of an execution first/);
    shell.dispose();
  });
});

import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { extensionHostsOf } from './extension-host.ts';
import { useWorkbench } from './use-workbench.ts';

const OPERATIONS = ProjectName.parse('operations');

describe('the terminal of a running execution', function () {
  this.bail(true);
  const workbench = useWorkbench();
  let other: Client;
  /** The steps wait for files in this folder, and may run as another user. */
  let gates: string;
  before(async () => {
    gates = await mkdtemp(join(tmpdir(), 'outrunner-restarts-'));
    await chmod(gates, 0o755);
    const { sideBar, palette } = workbench();
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await palette.answer('Create Project (1/2)', 'operations');
    await palette.answer('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
    other = await somebodyElseAt(workbench());
  });
  after(async () => {
    other?.close();
    await rm(gates, { recursive: true, force: true });
  });

  const restarts: Readonly<Record<string, { readonly job: string; readonly act: () => Promise<void> }>> = {
    'the window is reloaded': {
      job: 'reloaded',
      act: () => workbench().reload(),
    },
    'the extension host is killed': {
      job: 'killed',
      act: async () => {
        for (const host of await extensionHostsOf(workbench())) process.kill(host, 'SIGKILL');
      },
    },
  };

  for (const [title, { job, act }] of Object.entries(restarts)) {
    it(`is the only one and shows each line once after ${title}`, async () => {
      const { sideBar } = workbench();
      const gate = join(gates, job);
      const text = `- name: ${job}
  sequence:
    commands:
    - exec: echo first; echo second; until [ -e ${gate} ]; do sleep 0.05; done; echo third; echo fourth
`;
      const body = { text, mediaType: 'application/yaml' } as const;
      await other.importJobs({ params: { project: OPERATIONS }, query: {}, body });
      await sideBar.open('Outrunner');
      await sideBar.rowAction(new RegExp(`^Job ${job}`), 'Run Job…');
      await workbench().terminals.waitFor('second');
      await workbench().terminals.mark();

      await act();

      const { terminals } = workbench();
      await terminals.unmarked.waitFor();
      await terminals.waitFor('second');
      await writeFile(gate, '');
      const screen = await terminals.waitFor(/fourth[\s\S]*succeeded/);
      await workbench().screenshot(`terminal after ${title}`);
      const lines = screen.split('\n').filter((line) => /^(first|second|third|fourth)$/.test(line));
      assert.deepEqual(lines, ['first', 'second', 'third', 'fourth'], screen);
      assert.equal(await terminals.named(new RegExp(`#\\d+ ${job}`)), 1);
      await workbench().palette.run('Terminal: Kill All Terminals');
    });
  }
});

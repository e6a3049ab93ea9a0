import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { extensionHostsOf } from './extension-host.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const ATTEMPTS = 10;
const PATIENCE_MS = 3000;
const NODES = ['east1', 'east2'].map((name) => `${name}: {node-executor: local, tags: east}\n`).join('');

describe('the terminals of nodes', function () {
  this.bail(true);
  const workbench = useWorkbench({ settings: { 'outrunner.output.terminalPerNode': 'always' } });
  let other: Client;
  /** The steps wait for files in this folder, and may run as another user. */
  let gates: string;
  before(async () => {
    gates = await mkdtemp(join(tmpdir(), 'outrunner-nodes-'));
    await chmod(gates, 0o755);
    const { sideBar, palette } = workbench();
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    other = await somebodyElseAt(workbench());
    await other.createProject({ body: { name: PROJECT, description: '' } });
    await other.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
  });
  after(async () => {
    other?.close();
    await rm(gates, { recursive: true, force: true });
  });

  /** Shows a terminal again until it contains a text, because others open in front of it. Returns its screen. */
  const shown = async (tab: RegExp, text: RegExp): Promise<string> => {
    const { terminals } = workbench();
    for (let attempt = 1; ; attempt += 1) {
      await terminals.show(tab);
      try {
        return await terminals.waitFor(text, PATIENCE_MS);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  };

  /** Runs a job on both nodes until their terminals are open. Its steps end once the returned file exists. */
  const start = async (job: string): Promise<string> => {
    const { sideBar, terminals } = workbench();
    const gate = join(gates, job);
    const text = `- name: ${job}
  nodeFilterEditable: false
  nodefilters:
    filter: 'tags: east'
    dispatch: {threadcount: '2'}
  sequence:
    commands:
    - exec: 'echo "first on \${node.name}"; until [ -e ${gate} ]; do sleep 0.05; done; echo "last on \${node.name}"'
`;
    const body = { text, mediaType: 'application/yaml' } as const;
    await other.importJobs({ params: { project: PROJECT }, query: {}, body });
    await sideBar.open('Outrunner');
    await sideBar.rowAction(new RegExp(`^Job ${job}`), 'Run Job…');
    for (const node of ['east1', 'east2'])
      await terminals
        .tab(new RegExp(`▶ ${node} · ${job}`))
        .first()
        .waitFor();
    return gate;
  };

  const restarts: Readonly<Record<string, { readonly job: string; readonly act: () => Promise<void> }>> = {
    'the window is reloaded': { job: 'reloaded', act: () => workbench().reload() },
    'the extension host is killed': {
      job: 'killed',
      act: async () => {
        for (const host of await extensionHostsOf(workbench())) process.kill(host, 'SIGKILL');
      },
    },
  };

  for (const [title, { job, act }] of Object.entries(restarts)) {
    it(`are restored with each line once after ${title}`, async () => {
      const { terminals, palette } = workbench();
      const gate = await start(job);
      await shown(new RegExp(`▶ east1 · ${job}`), /first on east1/);
      await terminals.mark();

      await act();

      await workbench().terminals.unmarked.waitFor();
      await shown(new RegExp(`▶ east1 · ${job}`), /first on east1/);
      await writeFile(gate, '');
      for (const node of ['east1', 'east2']) {
        const screen = await shown(
          new RegExp(`✔ ${node} · ${job}`),
          new RegExp(`last on ${node}[^]*succeeded`),
        );
        const lines = screen
          .split('\n')
          .filter((line) => / on east\d$/.test(line) && /^(first|last)/.test(line));
        assert.deepEqual(lines, [`first on ${node}`, `last on ${node}`], screen);
        assert.equal(await terminals.named(new RegExp(`${node} · ${job}`)), 1);
      }
      await workbench().screenshot(`terminals of nodes after ${title}`);
      assert.equal(await terminals.named(new RegExp(`#\\d+ ${job}`)), 1);
      await palette.run('Terminal: Kill All Terminals');
    });
  }

  it('stay closed after the user closed them and the window was reloaded', async () => {
    const { terminals, palette } = workbench();
    const gate = await start('closed');
    await shown(/▶ east1 · closed/, /first on east1/);
    await palette.run('Terminal: Kill the Active Terminal Instance');
    await terminals.tab(/east1 · closed/).waitFor({ state: 'detached' });
    await workbench().reload();
    await shown(/▶ east2 · closed/, /first on east2/);
    await shown(/#\d+ closed/, /first on east1/);
    await writeFile(gate, '');
    await shown(/✔ east2 · closed/, /last on east2[\s\S]*succeeded/);
    await shown(/#\d+ closed/, /last on east1[\s\S]*succeeded/);
    assert.equal(await workbench().terminals.named(/east1 · closed/), 0);
    await workbench().screenshot('closed terminal of a node');
  });
});

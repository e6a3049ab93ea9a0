import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { connectedOutrunner, type Outrunner, somebodyElse } from './outrunner.ts';
import { storeJobs } from './stored-jobs.ts';
import { terminalText } from './terminal-text.ts';

const ON_NODES = ProjectName.parse('node-terminals');
const NODES = ['east1', 'east2', 'east3']
  .map((name) => `${name}: {node-executor: local, tags: east}`)
  .join('\n');
const JOBS = (folder: string) => `- name: spread
  nodeFilterEditable: false
  nodefilters:
    filter: 'tags: east'
    dispatch: {threadcount: '3', keepgoing: true}
  sequence:
    commands:
    - {description: Speak, exec: 'echo "from \${node.name}"; test "\${node.name}" != east2'}
    - {description: Wait, exec: 'until [ -e ${folder}/go ]; do sleep 0.1; done; echo "later on \${node.name}"'}
`;

describe('the terminals of the nodes of an execution', () => {
  let all: Outrunner;
  let other: Client;
  let folder: string;
  before(async () => {
    all = await connectedOutrunner();
    other = await somebodyElse(all);
    folder = await mkdtemp(join(tmpdir(), 'outrunner-nodes-'));
    await all.localRunner();
    await other.createProject({ body: { name: ON_NODES } });
    await other.setSourceNodes({
      params: { project: ON_NODES, index: 1 },
      query: { format: 'yaml' },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
    await storeJobs(other, JOBS(folder), ON_NODES);
    await configure('always', 2);
  });
  after(async () => {
    await configure(undefined, undefined);
    await other.deleteProject({ params: { project: ON_NODES } });
    other.close();
    await rm(folder, { recursive: true, force: true });
  });

  const configure = async (perNode: string | undefined, most: number | undefined) => {
    const settings = vscode.workspace.getConfiguration('outrunner.output');
    await settings.update('terminalPerNode', perNode, vscode.ConfigurationTarget.Global);
    await settings.update('maxNodeTerminals', most, vscode.ConfigurationTarget.Global);
  };
  const names = () =>
    vscode.window.terminals.map(({ name }) => name).filter((name) => name.includes('spread'));
  const named = (pattern: RegExp) => vscode.window.terminals.find(({ name }) => pattern.test(name));

  /** Runs the job. Returns its execution once both terminals of nodes are open. */
  async function run(): Promise<number> {
    const { id: jobId } = await all.seen('the job', ({ jobs }) => jobs.find(({ name }) => name === 'spread'));
    const before = new Set(all.services.store.model.executions.map(({ id }) => id));
    await all.run(COMMANDS.runJob, [], { kind: 'job', jobId, project: ON_NODES });
    const { id } = await all.seen('the execution', ({ executions }) =>
      executions.find((it) => it.job?.id === jobId && !before.has(it.id)),
    );
    await all.until('two terminals of nodes', () =>
      names().filter((name) => name.startsWith(`#${id} `) && name.includes(' · ')).length === 2
        ? true
        : undefined,
    );
    return id;
  }

  it('show the output of one node each, up to the allowed number, with the state of the node', async () => {
    const id = await run();
    const [first, second] = await all.until('both nodes', () => {
      const found = names().flatMap((name) => /(east\d) · spread/.exec(name)?.[1] ?? []);
      return found.length === 2 ? found : undefined;
    });
    assert.ok(first !== undefined && second !== undefined);
    const third = ['east1', 'east2', 'east3'].find((node) => node !== first && node !== second);
    for (const node of [first, second]) {
      const shown = await terminalText(
        named(new RegExp(`^#${id} . ${node} `)),
        new RegExp(`^from ${node}$`, 'm'),
      );
      assert.doesNotMatch(shown, new RegExp(`from (?!${node})`));
    }
    const main = await terminalText(
      named(new RegExp(`^#${id} spread`)),
      new RegExp(`${third} \\| from ${third}`),
    );
    assert.doesNotMatch(main, new RegExp(`from (${first}|${second})`));
    assert.match(main, /The output of each node is in a terminal of its own/);
    assert.match(main, /Limit of nodes with their own terminals: 2/);
    await writeFile(join(folder, 'go'), '');
    await all.seen('the end', ({ executions }) =>
      executions.find((it) => it.id === id && it.status === 'failed'),
    );
    for (const node of [first, second]) {
      const symbol = node === 'east2' ? '✘' : '✔';
      await all.until(`the state of ${node}`, () => named(new RegExp(`^#${id} ${symbol} ${node} · spread$`)));
    }
  });

  it('are replaced together with the terminal of the execution when the job runs again', async () => {
    const [before] = names();
    const id = await run();
    await all.until('only the new terminals', () =>
      names().every((name) => name.startsWith(`#${id} `)) ? true : undefined,
    );
    assert.ok(before !== undefined && !before.startsWith(`#${id} `));
    await all.seen('the end', ({ executions }) =>
      executions.find((it) => it.id === id && it.status === 'failed'),
    );
    assert.equal(names().length, 3);
  });

  it('close with the terminal of the execution when the user switches to another coordinator', async () => {
    assert.equal(names().length, 3);
    assert.equal(await all.services.context.editor.closeCoordinator(), true);
    await all.until('no terminal', () => (names().length === 0 ? true : undefined));
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowPreview } from '../../protocol/routes/shapes/workflow-preview.ts';
import { runCollected } from '../testing/run-collected.ts';

const JOBS = `
- name: restart
  group: database
  options:
  - {name: stage, value: 'te st', regex: '(?!x).*'}
  - {name: pw, secure: true, valueExposed: true, storagePath: keys/pw, required: true}
  - {name: day, value: '\${DATE:yyyy}', enforced: true, valuesUrl: 'http://127.0.0.1:1/'}
  runnerSelector: {filter: db}
  nodefilters: {filter: 'tags: web', dispatch: {threadcount: 2}}
  sequence:
    strategy: node-first
    commands:
    - exec: echo \${option.stage} \${node.hostname} \${option.pw}
      errorhandler: {exec: 'cleanup \${result.reason}'}
    - script: |
        #!/bin/bash
        echo "$RD_OPTION_DAY"
    - jobref: {name: other, args: '-x \${option.stage}'}
- name: other
  options: [{name: x, required: true}]
  sequence: {commands: [{exec: 'go \${option.x}'}]}
`;
const NODES = `
web1: {hostname: one, tags: 'web,prod', node-executor: local}
web2: {hostname: two, tags: [web], node-executor: local}
db1: {hostname: three, tags: db}
`;

describe('job plan, offline', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-plan-'));
    await writeFile(join(folder, 'jobs.yaml'), JOBS);
    await writeFile(join(folder, 'nodes.yaml'), NODES);
    await writeFile(join(folder, 'runners.yaml'), '- {name: east, tags: [db]}\n');
  });
  after(() => rm(folder, { recursive: true }));

  const plan = (...args: string[]) => runCollected(['job', 'plan', ...args]);
  const all = () => [
    join(folder, 'jobs.yaml'),
    '--nodes',
    join(folder, 'nodes.yaml'),
    '--runners',
    join(folder, 'runners.yaml'),
  ];

  it('prints the steps, nodes, runners and order of a run, with secrets hidden', async () => {
    const { exit, printed } = await plan(...all());
    assert.equal(exit, 0);
    assert.equal(
      printed,
      `job       database/restart of project offline
runners   east
strategy  node-first, 2 nodes at a time
nodes     web1 (web+prod), web2 (web)
steps
  [1] echo \${option.stage} \${node.hostname} \${option.pw}
      on web1
        echo 'te st' one '*****'
      on web2
        echo 'te st' two '*****'
    on failure
      [1e] cleanup \${result.reason}
          cleanup '\${result.reason}'
  [2] echo "$RD_OPTION_DAY", script
      #!/bin/bash
      echo "$RD_OPTION_DAY"
  [3] other (once), reference
      other -x te st
      runners   east
      strategy  node-first
      nodes     the host of the runner
      steps
        [3/1] go \${option.x}
            go 'te st'
order
  [1] on web1 by east
  [2] on web1 by east
  [1] on web2 by east
  [2] on web2 by east
  [3] by east
not known
  Whether these runners are up and have free capacity.
  The settings of the project and of the coordinator: users and keys of nodes, and where steps may run.
  The keys: every key is assumed to exist.
  The option values from URLs: every given value is assumed to be valid.
`,
    );
  });

  it('lists its assumptions, starting with the dispatch mode of the project', async () => {
    const untagged = JOBS.replace('  runnerSelector: {filter: db}\n', '');
    await writeFile(join(folder, 'untagged.yaml'), untagged);
    const nodes = ['--nodes', join(folder, 'nodes.yaml')];
    const { printed } = await plan(join(folder, 'untagged.yaml'), '-p', 'shop', ...nodes);
    assert.match(
      printed,
      /not known\n {2}The dispatch mode of the project: manual is assumed\. .*each node goes/,
    );
    assert.match(
      printed,
      /The runners: only a Local Runner is assumed\..*\n {2}The settings of project shop/,
    );
    const { printed: json } = await plan(join(folder, 'untagged.yaml'), '--json', ...nodes);
    assert.match(
      WorkflowPreview.parse(JSON.parse(json)).unknown?.[0] ?? '',
      /^The dispatch mode of the project/,
    );
  });

  it('prints the plan as JSON', async () => {
    const { exit, printed } = await plan(...all(), '--json', '--filter', 'name: db1', '-o', 'stage=prod');
    assert.equal(exit, 0);
    const preview = WorkflowPreview.parse(JSON.parse(printed));
    const db1 = { name: 'db1', tags: ['db'], executor: 'sshj-ssh', address: '?@three' };
    assert.deepEqual(preview.nodes, [db1]);
    assert.equal(preview.steps[0]?.text, "echo prod three '*****'");
  });

  it('plans the selected job of a file, on this host if no nodes are given', async () => {
    const { exit, printed } = await plan(join(folder, 'jobs.yaml'), '--job', 'other', '-o', 'x=1');
    assert.equal(exit, 0);
    assert.match(printed, /runners {3}Local Runner\n.*\n.*localhost\n/);
  });

  it('exits with 1 if no runner matches, and with 2 for an unknown job or an unusable file', async () => {
    const without = await plan(join(folder, 'jobs.yaml'), '--nodes', join(folder, 'nodes.yaml'));
    assert.equal(without.exit, 1);
    assert.match(without.printed, /No runner matches: `db` is on none/);
    const other = await plan(join(folder, 'jobs.yaml'), '--job', 'none');
    assert.equal(other.exit, 2);
    assert.match(other.said, /no job "none".*database\/restart, other/);
    await writeFile(join(folder, 'bad.yaml'), '- name: x\n  sequence: {commands: []}\n');
    const bad = await plan(join(folder, 'bad.yaml'));
    assert.equal(bad.exit, 2);
    assert.match(bad.said, /bad\.yaml:2:/);
    assert.equal((await plan(join(folder, 'absent.yaml'), '--nodes', join(folder, 'nodes.yaml'))).exit, 2);
  });

  it('reports every invalid option', async () => {
    const file = join(folder, 'two.yaml');
    const option = (name: string) => `  - {name: ${name}, regex: '[a-c]'}\n`;
    await writeFile(
      file,
      `- name: two\n  options:\n${option('one')}${option('other')}  sequence: {commands: [{exec: 'true'}]}\n`,
    );
    const { exit, said } = await plan(file, '-o', 'one=x', '-o', 'other=y');
    assert.equal(exit, 2);
    assert.match(said, /option "one".*option "other"/s);
  });
});

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { ProjectName } from '../../protocol/ids.ts';
import type { JobText } from './harness/jobs.ts';
import { WorkflowWorld } from './harness/workflow-world.ts';

const PROJECT = ProjectName.parse('demo');

describe('node executors', () => {
  let here: WorkflowWorld;
  before(async () => {
    here = await WorkflowWorld.open();
  });
  after(() => here[Symbol.asyncDispose]());

  const run = async (
    config: Record<string, string>,
    nodes: Record<string, object>,
    steps: JobText['steps'],
  ) => {
    await here.client.setProjectConfig({ params: { project: PROJECT }, body: config });
    await here.client.setSourceNodes({
      params: { project: PROJECT, index: 1 },
      body: { text: JSON.stringify(nodes), mediaType: 'application/json' },
    });
    return here.run({ name: 'on nodes', steps, more: { nodefilters: { filter: 'far.*' } } });
  };

  it('can be set for all nodes of a project, as commands that execute and copy', async () => {
    const folder = here.world.folder;
    const config = {
      'service.NodeExecutor.default.provider': 'script-exec',
      'service.FileCopier.default.provider': 'script-copy',
      'plugin.script-exec.default.command': 'PLACE=${node.place} /bin/sh -c ${exec.command}',
      'plugin.script-exec.default.shell': '/bin/sh -c',
      'plugin.script-exec.default.dir': folder,
      'plugin.script-copy.default.command': 'cp ${file-copy.file} ${file-copy.destination}',
      'project.file-copy-destination-dir': folder,
    };
    const nodes = { far1: { place: 'the "first"' }, far2: { place: 'the second' } };
    const before = await readdir(folder);
    const { status, told } = await run(config, nodes, [
      { exec: 'echo "$PLACE, ${node.name}"' },
      { script: 'echo "$PLACE $1"; dirname "$0"', args: '${node.name}' },
    ]);
    assert.equal(status, 'succeeded');
    assert.deepEqual(
      told.toSorted(),
      [
        '1 far1: the "first", far1',
        '1 far2: the second, far2',
        `2 far1: ${folder}`,
        '2 far1: the "first" far1',
        `2 far2: ${folder}`,
        '2 far2: the second far2',
      ].toSorted(),
    );
    assert.deepEqual(await readdir(folder), before);
  });

  it('work with file copiers of another kind, which the project or a node sets', async () => {
    const folder = here.world.folder;
    const config = {
      'service.NodeExecutor.default.provider': 'script-exec',
      'service.FileCopier.default.provider': 'local',
      'plugin.script-exec.default.command': '/bin/sh -c ${exec.command}',
      'plugin.script-copy.default.command': 'cp ${file-copy.file} ${file-copy.destination}',
      'project.file-copy-destination-dir': folder,
    };
    const nodes = {
      far1: {},
      far2: { 'node-executor': 'local' },
      far3: { 'node-executor': 'local', 'file-copier': 'script-copy' },
      far4: { 'node-executor': 'local', 'file-copier': 'sshj-scp' },
    };
    const before = await readdir(folder);
    const { told, execution } = await run(config, nodes, [
      { script: 'dirname "$0"', errorhandler: { exec: 'echo ${result.message}' } },
    ]);
    const of = (node: string) => told.filter((line) => line.startsWith(`1 ${node}: `)).join('');
    assert.deepEqual([of('far1'), of('far3')], [`1 far1: ${folder}`, `1 far3: ${folder}`]);
    assert.notEqual(of('far2'), `1 far2: ${folder}`);
    assert.deepEqual(execution.failedNodes, ['far4']);
    assert.match(told.join('\n'), /far4: .*"local" and the file copier "sshj-scp" cannot be combined/);
    assert.deepEqual(await readdir(folder), before);
  });

  it('include stubs, which print the command instead of executing it, and fail if configured', async () => {
    const stub = { 'node-executor': 'stub' };
    const { status, told, execution } = await run(
      {},
      { far1: stub, far2: { ...stub, 'stub-result-code': '3' } },
      [{ exec: 'rm -rf ${node.name}', errorhandler: { exec: 'echo', keepgoingOnSuccess: false } }],
    );
    assert.equal(status, 'failed');
    assert.ok(told.includes('1 far1: [stub] execute on node far1: rm -rf far1'));
    assert.ok(told.includes('1 far2: [stub] fail on node far2: rm -rf far2'));
    assert.deepEqual(execution.failedNodes, ['far2']);
  });

  it('that do not exist are reported with a list of the existing executors', async () => {
    const { status, reason } = await run({}, { far1: { 'node-executor': 'WinRMPython' } }, [
      { exec: 'true' },
    ]);
    assert.equal(status, 'failed');
    assert.match(
      reason?.message ?? '',
      /WinRMPython.*available executors: local, sshj-ssh.*script-exec, stub/,
    );
  });
});

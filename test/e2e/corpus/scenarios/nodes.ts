import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../corpus-world.ts';
import type { Scenarios } from '../scenario.ts';

const DISK = 'Use Cases/Incident Response Examples/Web Service/Disk Diagnostics';

const nodesOf = ({ started }: Run) => started.map(({ environment }) => environment['RD_NODE_NAME']);

/** Jobs on nodes that their filters select. */
export const NODES: Scenarios = {
  'Basic Examples/Dispatch/Dispatch to Remote Nodes': async (corpus) => {
    const job = 'Basic Examples/Dispatch/Dispatch to Remote Nodes';
    const both = await corpus.run(job);
    assert.equal(both.status, 'succeeded');
    assert.deepEqual(both.commands, ['uname -a', 'uname -a']);
    assert.deepEqual(nodesOf(both), ['node1', 'node2']);
    assert.deepEqual(both.execution.successfulNodes, ['node1', 'node2']);
    assert.deepEqual(nodesOf(await corpus.run(job, { mynodes: 'node2' })), ['node2']);
    const none = await corpus.run(job, { mynodes: 'elsewhere' });
    assert.equal(none.status, 'failed');
    assert.equal(none.execution.reason?.code, 'NoMatchedNodes');
  },
  'Demo/Linux/Gather Linux Versions - Docker': async (corpus) => {
    const run = await corpus.run('Demo/Linux/Gather Linux Versions - Docker');
    assert.equal(run.status, 'succeeded');
    assert.deepEqual(nodesOf(run), ['fpm', 'localhost', 'node1', 'node2', 'ssh-node', 'web_1']);
  },
  [DISK]: async (corpus) => {
    const roomy = await corpus.run(DISK);
    assert.equal(roomy.status, 'succeeded');
    assert.deepEqual(roomy.commands, ['df --output=pcent /', 'sleep 5', 'sleep 5']);
    assert.ok(nodesOf(roomy).every((name) => name === 'node1'));
    assert.deepEqual(roomy.started.at(-1)?.environment['RD_DATA_DISK_USAGE'], '42');
    assert.equal(roomy.lines.at(-1), 'All ok!');
    const full = await corpus.run(DISK, { critical_value: '42', filter: 'node2' });
    assert.equal(full.status, 'succeeded');
    assert.deepEqual(full.commands.slice(3), ['sudo du -sh /var/cache/apt', 'sudo apt-get autoclean']);
    assert.equal(nodesOf(full).at(-1), 'node2');
  },
  'test/copy multi': async (corpus) => {
    const [from, to] = [corpus.world.path('copied-from'), corpus.world.path('copied/to')];
    await mkdir(from);
    for (const name of ['a.txt', 'b.txt', 'c.log']) await writeFile(join(from, name), name);
    const options = { sourcedir: from, destdir: to, pattern: '*.txt' };
    const { status, lines } = await corpus.run('test/copy multi', options);
    assert.equal(status, 'succeeded', lines.join('\n'));
    assert.deepEqual((await readdir(to)).toSorted(), ['a.txt', 'b.txt']);
    assert.equal(lines[0], `copy from ${from} to ${to} pattern: *.txt`);
  },
};

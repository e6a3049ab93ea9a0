import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../keeper/testing/processes.ts';
import { Scene } from '../testing/scene.ts';

/** Returns a command that runs until a file appears, and records each start in another file. */
const untilFile = (dir: string) =>
  `echo started >> ${dir}/starts; echo begin; while [ ! -e ${dir}/go ]; do sleep 0.02; done; echo end`;

async function starts(dir: string): Promise<string> {
  return readFile(join(dir, 'starts'), 'utf8');
}

async function keeperPid(dataDir: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    const commandLine = await readFile(join('/proc', entry, 'cmdline'), 'utf8').catch(() => '');
    if (commandLine.includes('keeper') && commandLine.includes(dataDir)) return Number(entry);
  }
  throw new Error('no keeper runs');
}

const describeOnPosix = process.platform === 'win32' ? () => undefined : describe;
const itOnLinux = process.platform === 'linux' ? it : () => undefined;

describeOnPosix('a replica that is interrupted during a step', () => {
  let scene: Scene;
  let go: () => Promise<void>;

  beforeEach(async () => {
    scene = await Scene.open();
    go = () => writeFile(join(scene.dataDir, 'go'), '');
  });

  afterEach(() => scene.close());

  it('adopts its running step after a kill and a restart of its runner', async () => {
    const { coordinator, dataDir } = scene;
    const first = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    await first.kill('SIGKILL');
    scene.startAgain();
    await coordinator.changes.until(() => coordinator.calls.syncs.length === 2);
    assert.equal(coordinator.calls.syncs[1]?.held[0]?.state, 'running');
    const [before, after] = coordinator.calls.syncs.map((sync) => sync.uptimeMilliseconds ?? Number.NaN);
    assert.ok(
      Number(before) > 0 && Number(after) > Number(before),
      'the instance is the same, and its uptime has grown',
    );
    await go();
    const result = await coordinator.ended(operation);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(operation.text, 'begin\nend\n');
    assert.equal(await starts(dataDir), 'started\n');
    assert.deepEqual(operation.violations, []);
  });

  it('reports the end of a step that ended while no runner was attached', async () => {
    const { coordinator, dataDir } = scene;
    const first = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    await first.kill('SIGKILL');
    await go();
    scene.startAgain();
    const result = await coordinator.ended(operation);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(operation.text, 'begin\nend\n');
  });

  it('starts a granted step once if the runner is killed before it receives the answer to its claim', async () => {
    const { coordinator, dataDir } = scene;
    const first = scene.start();
    await scene.polling();
    coordinator.faults.next('claims', 'answer-lost', 'unheard', 'unheard', 'unheard', 'unheard');
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.holder);
    await first.kill('SIGKILL');
    coordinator.faults.clear();
    await go();
    scene.startAgain();
    const result = await coordinator.ended(operation);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(await starts(dataDir), 'started\n');
  });

  it('reports a lost keeper and delivers all spooled output after the keeper was killed', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    process.kill(await keeperPid(dataDir), 'SIGKILL');
    const result = await coordinator.ended(operation);
    assert.equal(result.end.kind, 'keeper-lost');
    assert.equal(operation.text, 'begin\n');
    await runner.said('the keeper and its steps have died');
    const later = coordinator.run('echo works again');
    await coordinator.ended(later);
    assert.equal(later.text, 'works again\n');
  });

  it('ends its steps when its credentials are revoked', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run(`echo $$ > ${dataDir}/pid; while :; do echo on; sleep 0.1; done`);
    await coordinator.changes.until(() => operation.received > 0);
    coordinator.faults.next('output', { refuse: 'replica-revoked' });
    assert.equal(await runner.exited, 3);
    const step = Number(await readFile(join(dataDir, 'pid'), 'utf8'));
    assert.equal(await readFile(`/proc/${step}/stat`, 'utf8').catch(() => 'gone'), 'gone');
  });

  it('delivers output that a step wrote while the link was cut', async () => {
    const { coordinator, dataDir } = scene;
    scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    await coordinator.cutLink();
    await go();
    await coordinator.restoreLink();
    const result = await coordinator.ended(operation);
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(operation.text, 'begin\nend\n');
    assert.deepEqual(operation.violations, []);
  });

  it('reports an unknown end, and stops retrying, if the disk lost the output of a step', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run(
      `${untilFile(dataDir)}; head -c 500000 /dev/zero; touch ${dataDir}/written; sleep 0.2`,
    );
    await coordinator.changes.until(() => operation.received > 0);
    await coordinator.cutLink();
    await go();
    await until(() => existsSync(join(dataDir, 'written')));
    for (const name of await readdir(join(dataDir, 'spool')))
      await truncate(join(dataDir, 'spool', name), 100);
    await coordinator.restoreLink();
    const result = await coordinator.ended(operation);
    assert.equal(result.end.kind, 'unknown');
    assert.match(JSON.stringify(result.end), /output .* cannot be read/);
    await runner.said('its output cannot be read');
    const later = coordinator.run('echo works again');
    await coordinator.ended(later);
  });

  it('continues its step in a new session after the runner process was suspended', async () => {
    const { coordinator, dataDir } = scene;
    const runner = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    runner.child.kill('SIGSTOP');
    // Does not synchronise anything: the process must be suspended for this long.
    await new Promise((resolve) => setTimeout(resolve, 7000));
    runner.child.kill('SIGCONT');
    await runner.said('this process was suspended');
    await go();
    await coordinator.ended(operation);
    assert.equal(operation.text, 'begin\nend\n');
    assert.equal(coordinator.calls.syncs.length, 2);
  });

  it('lets the most recently started runner take over the data dir', async () => {
    const { coordinator, dataDir } = scene;
    const first = scene.start();
    await scene.polling();
    const operation = coordinator.run(untilFile(dataDir));
    await coordinator.changes.until(() => operation.received > 0);
    scene.startAgain();
    assert.equal(await first.exited, 1);
    assert.match(first.raw, /is in use by a running process/);
    await go();
    await coordinator.ended(operation);
    assert.equal(operation.text, 'begin\nend\n');
    assert.equal(await starts(dataDir), 'started\n');
  });

  itOnLinux('listens on no network socket', async () => {
    const { coordinator } = scene;
    const runner = scene.start();
    await scene.polling();
    await coordinator.ended(coordinator.run('true'));
    assert.deepEqual(await listeningSockets(runner.pid), []);
    assert.deepEqual(await listeningSockets(await keeperPid(scene.dataDir)), []);
  });
});

/** Returns the lines of `/proc/PID/net` that describe listening TCP and all UDP sockets of the process. */
async function listeningSockets(pid: number): Promise<string[]> {
  const inodes = new Set<string>();
  for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined) inodes.add(inode);
  }
  const lines: string[] = [];
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      const isListening = table.startsWith('udp') || fields[3] === '0A';
      if (isListening && inodes.has(fields[9] ?? '')) lines.push(line);
    }
  }
  return lines;
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identifyProcess } from './processes/process-identity.ts';
import { commandOf, KEEPER_PROGRAM, KeeperBench, REPLICA, shell } from './testing/keeper-bench.ts';
import { countProcesses, gone, until } from './testing/processes.ts';

const COUNTING = 'i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line $i; sleep 0.02; done';
const COUNTED = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`).join('');

describe('a step whose runner or keeper ends', () => {
  let bench: KeeperBench;
  beforeEach(() => {
    bench = new KeeperBench();
  });
  afterEach(() => bench.close());

  it('continues after its runner is killed, and the next runner reads the output from its offset', async () => {
    const runner = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('./testing/short-lived-runner.ts', import.meta.url)),
        bench.dataDir,
        '1-1',
        COUNTING,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [first] = (await once(runner.stdout, 'data')) as [Buffer];
    const seen = JSON.parse(first.toString().split('\n')[0] ?? '') as {
      instanceId: string;
      offset: number;
      text: string;
    };
    runner.kill('SIGKILL');
    await once(runner, 'exit');

    const { attached } = await bench.attach();
    assert.equal(attached.instanceId, seen.instanceId);
    const [held] = attached.operations;
    assert.equal(held?.operationId, '1-1');
    const rest = await bench.collect('1-1', seen.offset);
    const result = held?.result ?? (await bench.ended('1-1'));
    await rest.reaches(result.offset);
    assert.equal(seen.text + rest.text, COUNTED);
  });

  it('is taken over by a newer runner, and the older runner is notified of the replacement', async () => {
    const older = await bench.attach();
    await older.prepareAndOpen('1-2', false, commandOf(shell(COUNTING)));
    await bench.attach();
    await until(() => bench.closed.length > 0);
    assert.deepEqual(bench.closed, ['replaced']);
    await assert.rejects(older.abandon('1-2'), { name: 'LinkClosed' });
    const { result, stdout } = await bench.finished('1-2');
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(stdout.toString(), COUNTED);
  });

  it('is reported with its output by the next keeper after an orderly shutdown of its keeper', async () => {
    await bench.attach();
    const { result } = await bench.run('1-3', shell(COUNTING));
    await bench.client.release('1-3', 100);
    await bench.client.shutdown({ whenIdle: true });
    await until(() => bench.closed.length > 0);
    const { attached } = await bench.attach();
    assert.deepEqual(attached.operations, [
      { operationId: '1-3', state: 'ended', outputOffset: result.offset, releasedOffset: 0, result },
    ]);
    const output = await bench.collect('1-3', 30);
    await output.reaches(result.offset);
    assert.equal(output.text, COUNTED.slice(30));
  });

  it('is reported by the next keeper even if all its output was released', async () => {
    await bench.attach();
    const { result } = await bench.run('1-4', shell('echo x'));
    await bench.client.release('1-4', result.offset);
    await bench.client.shutdown({ whenIdle: true });
    await until(() => bench.closed.length > 0);
    const [held] = (await bench.attach()).attached.operations;
    assert.deepEqual([held?.result, held?.releasedOffset], [result, result.offset]);
    assert.deepEqual(readdirSync(join(bench.dataDir, 'spool')), []);
  });
});

describe('a killed keeper', () => {
  let bench: KeeperBench;
  beforeEach(async () => {
    bench = await KeeperBench.started();
  });
  afterEach(() => bench.close());

  const killed = async () => {
    process.kill(bench.pid, 'SIGKILL');
    await until(() => bench.closed.length > 0);
  };

  it('loses its steps, and the next keeper ends them and reports their output without gaps', async () => {
    const text =
      'trap "" HUP; (setsid sleep 600 >/dev/null 2>&1 & echo $! > "$HOME/pid"); i=0; while :; do echo $i; i=$((i+1)); done';
    const env = { PATH: '/usr/bin:/bin', HOME: bench.dataDir, OUTRUNNER_REPLICA: REPLICA };
    await bench.client.prepareAndOpen(
      '1-1',
      false,
      commandOf({ ...shell(text), env, masks: ['no such text'] }),
    );
    const before = await bench.collect('1-1');
    await before.reaches(100_000);
    const { instanceId } = bench.client.attached;
    const killedAt = performance.now();
    await killed();

    const { attached } = await bench.attach();
    assert.notEqual(attached.instanceId, instanceId);
    const uptime = bench.client.uptime;
    assert.ok(
      uptime > 0 && uptime < performance.now() - killedAt,
      'the uptime counts from the start of the new keeper',
    );
    const [held] = attached.operations;
    assert.ok(held?.result?.end.kind === 'keeper-lost');
    assert.ok(held.result.offset >= before.end);
    const output = await bench.collect('1-1');
    await output.reaches(held.result.offset);
    assert.ok(output.text.startsWith(before.text));
    const lines = output.text.split('\n').slice(0, -1);
    assert.deepEqual(
      lines,
      lines.map((_, index) => String(index)),
    );
    const daemon = Number(readFileSync(join(bench.dataDir, 'pid'), 'utf8'));
    assert.equal(identifyProcess(daemon), undefined);
  });

  it('leaves no gate behind, and its prepared steps never start', async () => {
    const { pid } = await bench.client.prepare('1-2', false);
    const terminal = await bench.client.prepare('1-3', { columns: 80, rows: 24 });
    await killed();
    await Promise.all([gone(pid ?? 0), gone(terminal.pid ?? 0)]);
    assert.deepEqual((await bench.attach()).attached.operations, []);
  });

  it('leaves scripts that the next keeper removes', async () => {
    const script = { text: 'sleep 600', extension: '.sh' };
    await bench.client.prepareAndOpen('1-4', false, commandOf({ ...shell('sleep 600'), script }));
    assert.equal(readdirSync(join(bench.dataDir, 'tmp')).length, 1);
    await killed();
    await bench.attach();
    assert.deepEqual(readdirSync(join(bench.dataDir, 'tmp')), []);
  });

  it('is replaced by another keeper while a runner attaches', async () => {
    const { pid } = bench;
    process.kill(pid, 'SIGSTOP');
    // The stopped keeper cannot accept the connection, and is killed before the runner notices.
    const attaching = bench.attach();
    process.kill(pid, 'SIGKILL');
    while (isRunning(pid));
    assert.notEqual((await attaching).attached.pid, pid);
  });

  it('leaves a spool and a log whose incomplete ends the next keeper discards', async () => {
    const { result } = await bench.run('1-5', shell('echo one; sleep 0.05; echo two'));
    await killed();
    const [name] = readdirSync(join(bench.dataDir, 'spool'));
    appendFileSync(join(bench.dataDir, 'spool', name ?? ''), 'OF and then the power went');
    appendFileSync(join(bench.dataDir, 'keeper', 'operations.log'), '12345678 {"record":"forgot');
    const [held] = (await bench.attach()).attached.operations;
    assert.deepEqual(held?.result, result);
    const output = await bench.collect('1-5');
    await output.reaches(result.offset);
    assert.equal(output.text, 'one\ntwo\n');
  });

  it('makes the next keeper report a lost end if the host lost output that was not on disk', async () => {
    const { result } = await bench.run('1-6', shell('echo one; sleep 0.05; echo two'));
    await killed();
    const path = join(bench.dataDir, 'spool', readdirSync(join(bench.dataDir, 'spool'))[0] ?? '');
    writeFileSync(path, readFileSync(path).subarray(0, -3));
    const [held] = (await bench.attach()).attached.operations;
    assert.equal(held?.result?.end.kind, 'keeper-lost');
    assert.equal(held?.outputOffset, 'one\n'.length);
    assert.notEqual(held?.result?.digest, result.digest);
  });
});

describe('a keeper', () => {
  let bench: KeeperBench;
  beforeEach(() => {
    bench = new KeeperBench();
  });
  afterEach(() => bench.close());

  it('exists once per data dir, even if several are started at once', async () => {
    const benches = await Promise.all([bench.attach(), bench.attach(), bench.attach(), bench.attach()]);
    assert.equal(new Set(benches.map(({ attached }) => attached.pid)).size, 1);
    await until(() => countProcesses(bench.dataDir) === 1);
  });

  it('is found by a runner with a different runtime folder', async () => {
    const { attached } = await bench.attach();
    const before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = bench.dataDir;
    try {
      assert.equal((await bench.attach()).attached.pid, attached.pid);
    } finally {
      if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = before;
    }
  });

  it('ends after the idle time if no runner is attached', async () => {
    const keeper = spawn(KEEPER_PROGRAM.command, [
      ...KEEPER_PROGRAM.args,
      '--data-dir',
      bench.dataDir,
      '--idle-milliseconds',
      '100',
    ]);
    const [code] = (await once(keeper, 'exit')) as [number];
    assert.equal(code, 0);
  });

  it('ends itself and its steps when its data dir is removed', async () => {
    const client = await bench.attach();
    const { pid } = await client.prepareAndOpen('1-1', false, commandOf(shell('sleep 600')));
    const elsewhere = `${bench.dataDir}-moved`;
    renameSync(bench.dataDir, elsewhere);
    await until(() => bench.closed.length > 0);
    assert.equal(identifyProcess(pid ?? 0), undefined);
    await gone(client.attached.pid);
    rmSync(elsewhere, { recursive: true });
  });

  it('ends its steps on SIGTERM, and the next keeper reports their end', async () => {
    const client = await bench.attach();
    await client.prepareAndOpen('1-2', false, commandOf(shell('sleep 600')));
    process.kill(bench.pid, 'SIGTERM');
    await until(() => bench.closed.length > 0);
    const [held] = (await bench.attach()).attached.operations;
    assert.deepEqual(held?.result?.end, { kind: 'cancelled', signal: 'SIGTERM' });
  });

  it('closes descriptors that it inherited from its starter', async () => {
    await bench.attach();
    const names = readdirSync(`/proc/${bench.pid}/fdinfo`).filter((name) => Number(name) > 2);
    const inherited = names.filter((name) => {
      const flags =
        /flags:\s*([0-7]+)/.exec(readFileSync(`/proc/${bench.pid}/fdinfo/${name}`, 'utf8'))?.[1] ?? '';
      return (Number.parseInt(flags, 8) & 0o2000000) === 0;
    });
    assert.deepEqual(inherited, []);
  });

  it('reports why it cannot start', async () => {
    const path = join(bench.dataDir, 'keeper', 'operations.log');
    await bench.attach();
    await bench.client.shutdown({ whenIdle: true });
    await until(() => bench.closed.length > 0);
    assert.ok(existsSync(path));
    writeFileSync(path, 'outrunner-operations 99 9.8.7\n');
    await assert.rejects(bench.attach(), /did not start: .*operations\.log was written by version 9\.8\.7/);
  });
});

/** Returns whether the process still holds resources: a killed process does until its last thread has ended. */
function isRunning(pid: number): boolean {
  if (readdirSync(`/proc/${pid}/task`).length > 1) return true;
  return /\) [^ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

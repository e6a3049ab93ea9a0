import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SCRIPT_PATH } from '../link/command.ts';
import { commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';
import { gone } from './testing/processes.ts';

describe('a step', () => {
  let bench: KeeperBench;
  before(async () => {
    bench = await KeeperBench.started();
  });
  after(() => bench.close());

  it('runs only after its gate is opened, in the process of the gate', async () => {
    const { pid } = await bench.client.prepare('1-1', false);
    assert.equal(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '/bin/sh\0');
    await bench.client.open('1-1', commandOf(shell('echo $$')));
    const { result, stdout } = await bench.finished('1-1');
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    assert.equal(stdout.toString(), `${pid}\n`);
    assert.ok((result.startedAt ?? Number.NaN) <= result.endedAt);
  });

  it('can be prepared again right after it was abandoned, and then runs', async () => {
    await bench.client.prepare('1-30', false);
    const abandoned = bench.client.abandon('1-30');
    const { pid } = await bench.client.prepare('1-30', false);
    await abandoned;
    await bench.client.open('1-30', commandOf(shell('echo $$')));
    assert.equal((await bench.finished('1-30')).stdout.toString(), `${pid}\n`);
  });

  it('can be prepared again while its first gate is being spawned and abandoned, and runs in the new gate', async () => {
    const given = bench.client.prepare('1-31', false);
    const abandoned = bench.client.abandon('1-31');
    const { pid } = await bench.client.prepare('1-31', false);
    await abandoned;
    assert.notEqual((await given).pid, pid);
    await bench.client.open('1-31', commandOf(shell('echo $$')));
    assert.equal((await bench.finished('1-31')).stdout.toString(), `${pid}\n`);
  });

  it('can reopen its standard output and standard error by name', async () => {
    const finished = await bench.run(
      '1-2',
      shell('echo a > /dev/stderr; echo b > /proc/self/fd/1; echo c >&2'),
    );
    assert.equal(finished.stdout.toString(), 'b\n');
    assert.equal(finished.stderr.toString(), 'a\nc\n');
  });

  it('gets exactly the requested environment, plus the variables OUTRUNNER_OPERATION and PWD', async () => {
    const env = { PATH: '/usr/bin:/bin', NAME: "it's Ü\n\\x", UID: '77', EMPTY: '' };
    const { stdout } = await bench.run('1-3', { argv: ['env', '-0'], env });
    const entries = stdout.toString().split('\0').slice(0, -1);
    const expected = { ...env, OUTRUNNER_OPERATION: '1-3', PWD: '/' };
    assert.deepEqual(
      entries.sort(),
      Object.entries(expected)
        .map((entry) => entry.join('='))
        .sort(),
    );
  });

  it('has an empty standard input, and ignores and blocks no signals', async () => {
    const { stdout } = await bench.run('1-4', shell('cat; grep -E "^Sig(Ign|Blk)" /proc/self/status'));
    assert.equal(stdout.toString(), 'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
  });

  it('leads its own session and inherits no descriptor', async () => {
    const { stdout } = await bench.run('1-5', shell('echo $$ $(ps -o sid=,pgid= -p $$); ls /proc/self/fd'));
    const [ids = '', ...descriptors] = stdout.toString().trim().split('\n');
    assert.equal(new Set(ids.split(/\s+/)).size, 1);
    // Descriptor 3 is the folder that `ls` itself reads.
    assert.deepEqual(descriptors, ['0', '1', '2', '3']);
  });

  it('runs in the requested folder, otherwise in its home folder, or in the root folder if that is missing', async () => {
    const home = join(bench.dataDir, 'home');
    mkdirSync(home);
    const env = { PATH: '/usr/bin:/bin', HOME: home };
    assert.equal((await bench.run('1-6', { ...shell('pwd'), env, cwd: '/usr' })).stdout.toString(), '/usr\n');
    assert.equal((await bench.run('1-7', { ...shell('pwd'), env })).stdout.toString(), `${home}\n`);
    assert.equal((await bench.run('1-8', shell('pwd'))).stdout.toString(), '/\n');
  });

  it('reports its exit code or the signal that ended it', async () => {
    const causeOf = async (id: string, text: string) => (await bench.run(id, shell(text))).result.end;
    assert.deepEqual(await causeOf('2-1', 'exit 3'), { kind: 'exited', exitCode: 3 });
    assert.deepEqual(await causeOf('2-2', 'kill -SEGV $$'), { kind: 'signalled', signal: 'SIGSEGV' });
  });

  it('fails with a reason if its program, folder or environment is unusable', async () => {
    const problemOf = async (id: string, command: object) => {
      const { result } = await bench.run(id, command);
      assert.ok(result.end.kind === 'failed-to-start');
      assert.equal(result.startedAt, undefined);
      return result.end.problem;
    };
    assert.match(
      await problemOf('3-1', { argv: ['no-such-program'] }),
      /no-such-program was not found.*PATH/,
    );
    assert.match(
      await problemOf('3-2', { argv: ['/etc/passwd'] }),
      /\/etc\/passwd was not found, or is not exec/,
    );
    assert.match(await problemOf('3-3', { cwd: '/nowhere' }), /\/nowhere does not exist/);
    assert.match(await problemOf('3-4', { env: { 'A-B': 'x' } }), /"A-B" is not usable/);
    assert.match(await problemOf('3-5', { argv: ['true', 'a\0b'] }), /NUL/);
  });

  it('runs a script from a file that only its owner can read, and removes the file afterwards', async () => {
    const script = { text: '#!/bin/sh\nstat -c %a "$0"; echo "$@"', extension: '.sh' };
    const { stdout } = await bench.run('4-1', { argv: ['/bin/sh', SCRIPT_PATH, 'a b'], script });
    assert.equal(stdout.toString(), '700\na b\n');
    assert.deepEqual(readdirSync(join(bench.dataDir, 'tmp')), []);
  });

  it('delivers 20 MB of output unchanged while the keeper uses less than 160 MB of memory', async () => {
    const text = 'head -c 20000000 /dev/urandom | tee /dev/stderr | sha256sum >&3';
    const command = shell(`exec 3>"$HOME/sum"; ${text}`);
    const env = { PATH: '/usr/bin:/bin', HOME: bench.dataDir };
    const { result, stdout, stderr } = await bench.run('5-1', { ...command, env });
    const sum = readFileSync(join(bench.dataDir, 'sum'), 'utf8').slice(0, 64);
    assert.equal(stdout.length, 0);
    assert.equal(createHash('sha256').update(stderr).digest('hex'), sum);
    assert.equal(result.digest, crc32(stderr));
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${bench.pid}/status`, 'utf8'))?.[1];
    assert.ok(Number(peak) < 160_000, `${peak} kB`);
  });

  it('has no secret in its stored output, even if the secret spans several writes', async () => {
    const command = { ...shell('printf hun; sleep 0.05; printf "ter2 is\\nhunter2\\n"'), masks: ['hunter2'] };
    const { stdout, result } = await bench.run('6-1', command);
    assert.equal(stdout.toString(), '***** is\n*****\n');
    assert.equal(result.digest, crc32(stdout));
    const spooled = readdirSync(join(bench.dataDir, 'spool')).filter((name) => name.startsWith('6-1.'));
    assert.equal(spooled.length, 1);
    assert.ok(!readFileSync(join(bench.dataDir, 'spool', spooled[0] ?? '')).includes('hunter2'));
  });

  it('ends without waiting for a background process that holds its output open, and does not end that process', async () => {
    const { result, stdout } = await bench.run('7-1', shell('sleep 600 & echo $!'));
    assert.deepEqual(result.end, { kind: 'exited', exitCode: 0 });
    const left = Number(stdout.toString());
    assert.ok(process.kill(left, 'SIGKILL'));
  });

  it('is removed together with its spool by `forget`', async () => {
    await bench.run('8-1', shell('echo x'));
    await bench.client.forget('8-1');
    await bench.client.forget('8-1');
    assert.deepEqual(
      readdirSync(join(bench.dataDir, 'spool')).filter((name) => name.startsWith('8-1.')),
      [],
    );
    await assert.rejects(bench.client.cancel('8-1', 0), { code: 'unknown-operation' });
  });
});

describe('a gate', () => {
  let bench: KeeperBench;
  before(async () => {
    bench = await KeeperBench.started();
  });
  after(() => bench.close());

  it('exits unopened when it is abandoned, and leaves no operation', async () => {
    const { pid } = await bench.client.prepare('1-1', false);
    await bench.client.abandon('1-1');
    await gone(pid ?? 0);
    assert.deepEqual((await bench.attach()).attached.operations, []);
  });

  it('is spawned only once if its operation is prepared twice', async () => {
    const [first, second] = await Promise.all([
      bench.client.prepare('1-2', false),
      bench.client.prepare('1-2', false),
    ]);
    assert.deepEqual(first, second);
  });

  it('opens only once', async () => {
    const id = '1-3';
    const open = () => bench.client.prepareAndOpen(id, false, commandOf(shell('echo once')));
    const answers = await Promise.allSettled([open(), open()]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    assert.equal((await bench.finished(id)).stdout.toString(), 'once\n');
    await assert.rejects(open(), { code: 'already-opened' });
    await assert.rejects(bench.client.abandon(id), { code: 'already-opened' });
  });

  it('never runs its step after a cancel', async () => {
    await bench.client.prepare('1-5', false);
    await bench.client.cancel('1-5', 1000);
    assert.deepEqual((await bench.ended('1-5')).end, { kind: 'cancelled' });
  });
});

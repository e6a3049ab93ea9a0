import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Collected, commandOf, KeeperBench, shell } from './testing/keeper-bench.ts';
import { until } from './testing/processes.ts';

const LIMIT = 1024 * 1024;

describe('the spool', () => {
  let bench: KeeperBench;
  beforeEach(async () => {
    bench = await KeeperBench.started({ spoolLimit: LIMIT });
  });
  afterEach(() => bench.close());

  it('blocks a step when it is full, reports this once, and unblocks the step after a release', async () => {
    const text = 'head -c 5000000 /dev/urandom | tee "$HOME/copy"; echo -n end';
    const env = { PATH: '/usr/bin:/bin', HOME: bench.dataDir };
    await bench.client.prepareAndOpen('1-1', false, commandOf({ ...shell(text), env }));
    await until(() => bench.spoolFull.length > 0);
    const [held] = (await bench.attach()).attached.operations;
    assert.equal(held?.state, 'running');
    assert.ok(
      held.outputOffset >= 0.9 * LIMIT && held.outputOffset < LIMIT + 128 * 1024,
      `${held.outputOffset}`,
    );

    const output = new Collected(0);
    await bench.client.subscribe('1-1', {
      fromOffset: 0,
      windowBytes: 128 * 1024,
      onFrame: (frame, subscription) => {
        output.add(frame);
        subscription.credit(frame.payload.length);
        void bench.client.release('1-1', output.end);
      },
    });
    const { offset } = await bench.ended('1-1');
    await output.reaches(offset);
    const copy = readFileSync(join(bench.dataDir, 'copy'));
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const { stdout } = output.byStream();
    assert.equal(hash(stdout), hash(Buffer.concat([copy, Buffer.from('end')])));
    assert.deepEqual(bench.spoolFull, ['1-1']);
  });

  it('does not prevent a cancel while it is full', async () => {
    await bench.client.prepareAndOpen('1-2', false, commandOf(shell('yes')));
    await until(() => bench.spoolFull.length > 0);
    await bench.client.cancel('1-2', 1000);
    assert.equal((await bench.ended('1-2')).end.kind, 'cancelled');
  });

  it('stores the last bytes of a step that ended while it was full', async () => {
    await bench.client.prepareAndOpen('1-3', false, commandOf(shell('yes')));
    await until(() => bench.spoolFull.length > 0);
    await bench.client.prepareAndOpen('1-4', false, commandOf(shell('echo kept')));
    await bench.client.cancel('1-3', 1000);
    await bench.ended('1-3');
    await bench.client.forget('1-3');
    const { result, stdout } = await bench.finished('1-4');
    assert.equal(stdout.toString(), 'kept\n');
    assert.equal(result.end.kind, 'exited');
  });

  it('sends no more than the window without credit, and refuses to send released output again', async () => {
    const { result } = await bench.run('1-5', shell('head -c 400000 /dev/zero'));
    let got = 0;
    const subscription = await bench.client.subscribe('1-5', {
      fromOffset: 0,
      windowBytes: 100_000,
      onFrame: ({ payload: bytes }) => {
        got += bytes.length;
      },
    });
    await until(() => got > 95_000);
    await bench.client.release('1-5', 0);
    assert.ok(got <= 100_000, `${got}`);
    subscription.credit(got);
    await until(() => got > 195_000);
    subscription.close();
    await bench.client.release('1-5', result.offset);
    const subscribing = bench.client.subscribe('1-5', {
      fromOffset: 0,
      windowBytes: 1,
      onFrame: () => undefined,
    });
    await assert.rejects(subscribing, { code: 'released' });
  });

  it('sends each line as soon as it is written', async () => {
    await bench.client.prepareAndOpen(
      '1-6',
      false,
      commandOf(shell('for i in 1 2 3; do echo $i; sleep 0.1; done')),
    );
    const output = await bench.collect('1-6');
    await output.reaches(6);
    assert.deepEqual(
      output.frames.map(({ payload: bytes }) => Buffer.from(bytes).toString()),
      ['1\n', '2\n', '3\n'],
    );
    const [first = Number.NaN, , third = Number.NaN] = output.frames.map(({ time }) => time);
    assert.ok(third - first >= 190);
  });
});

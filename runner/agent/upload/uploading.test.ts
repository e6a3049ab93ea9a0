import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Scene } from '../../testing/scene.ts';

/** Returns a command that makes the step generate bytes without repetition. */
const noise = (megabytes: number) =>
  `head -c ${megabytes * 1_000_000} /dev/zero | openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 2>/dev/null`;

describe('the delivery of output', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
  });

  afterEach(() => scene.close());

  it('transfers 20 MB byte for byte', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    const reference = coordinator.run(`${noise(20)} | sha256sum`);
    await coordinator.ended(reference);
    const operation = coordinator.run(noise(20));
    await coordinator.ended(operation);
    assert.equal(operation.received, 20_000_000);
    assert.equal(operation.sha256, reference.text.slice(0, 64));
    assert.deepEqual(operation.violations, []);
  });

  it('transfers 20 MB byte for byte over a link that keeps failing', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    const operation = coordinator.run(`${noise(10)}; sleep 0.2; ${noise(10)}`);
    let strikes = 0;
    while (operation.result === undefined) {
      const before = operation.received;
      await coordinator.changes.until(() => operation.result ?? operation.received - before > 1_500_000);
      if (strikes++ < 8) coordinator.faults.next('output', strikes % 2 === 0 ? 'answer-lost' : 'unheard');
      if (strikes === 4) coordinator.dropConnections();
    }
    assert.equal(operation.received, 20_000_000);
    assert.deepEqual(operation.violations, []);
    const half = operation.output.subarray(0, 10_000_000);
    assert.ok(half.equals(operation.output.subarray(10_000_000)), 'the same bytes twice');
    assert.equal(createHash('sha256').update(operation.output).digest('hex'), operation.sha256);
  });

  it('delivers each line of a slow output before the next line is written', async () => {
    const { coordinator, dataDir } = scene;
    scene.start();
    await scene.polling();
    const pipe = `${dataDir}/pipe`;
    const lines = 'while read line <&3; do echo "$line"; done';
    const operation = coordinator.run(`mkfifo ${pipe}; exec 3<>${pipe}; echo ready; ${lines}`);
    await coordinator.changes.until(() => operation.text.includes('ready\n'));
    for (const n of [1, 2, 3]) {
      await coordinator.ended(coordinator.run(`echo ${n} > ${pipe}`));
      await coordinator.changes.until(() => operation.text.includes(`\n${n}\n`));
    }
    coordinator.cancel(operation);
    assert.equal((await coordinator.ended(operation)).end.kind, 'cancelled');
    assert.equal(operation.text, 'ready\n1\n2\n3\n');
  });

  it('delivers binary output and split multi-byte characters unchanged', async () => {
    const { coordinator } = scene;
    scene.start();
    await scene.polling();
    const operation = coordinator.run(`printf '\\303'; sleep 0.1; printf '\\251\\000\\377no newline'`);
    await coordinator.ended(operation);
    assert.deepEqual(operation.output, Buffer.from([0xc3, 0xa9, 0, 0xff, ...Buffer.from('no newline')]));
  });

  const itOnLinux = process.platform === 'linux' ? it : () => undefined;
  itOnLinux('needs less than 200 MB of memory while 50 steps write 10 MB each', async function () {
    this.timeout(240_000);
    const { coordinator } = scene;
    const runner = scene.start({ logLevel: 'warn' });
    await scene.polling();
    const operations = Array.from({ length: 50 }, () => coordinator.run('head -c 10000000 /dev/zero'));
    for (const operation of operations) {
      await coordinator.ended(operation);
      assert.equal(operation.received, 10_000_000);
      assert.deepEqual(operation.violations, []);
    }
    const megabytes = await runner.peakMegabytes();
    assert.ok(megabytes < 200, `${megabytes} MB`);
  });
});

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { Inability } from '../../protocol/entities/inability.ts';
import { HOST_FAULTS, type HostFault, hostFaultOf, inabilityOf } from '../link/host-fault.ts';
import { type DiskRoom, shortage } from './disk-room.ts';
import { StartAbility } from './start-ability.ts';

const MIB = 1024 * 1024;
const ROOMY: DiskRoom = {
  freeBytes: 500 * MIB,
  totalBytes: 1000 * MIB,
  freeFiles: 5000,
  totalFiles: 10_000,
};
const FULL: DiskRoom = { ...ROOMY, freeBytes: 0 };
const NO_SHELL = inabilityOf('no-shell');

/** A `StartAbility` whose disk, probe and timers the test controls. */
class Bench {
  room: DiskRoom = ROOMY;
  probed: Inability | undefined;
  /** The `wasUnable` argument of each probe. */
  readonly probes: boolean[] = [];
  readonly logged: string[] = [];
  changes = 0;
  readonly ability = new StartAbility({
    room: async () => this.room,
    folder: '/data',
    probe: async (wasUnable) => {
      this.probes.push(wasUnable);
      return this.probed;
    },
    after: (milliseconds, callback) => {
      this.waits.push(milliseconds);
      this.#due = callback;
      return () => {
        if (this.#due === callback) this.#due = undefined;
      };
    },
    onChange: () => {
      this.changes += 1;
    },
    log: {
      info: (text: unknown) => this.logged.push(String(text)),
      warn: (_: unknown, text?: string) => this.logged.push(text ?? ''),
    } as never,
  });
  readonly waits: number[] = [];
  #due: (() => void) | undefined;

  /** Fires the pending timer and waits for its effects. */
  async ring(): Promise<void> {
    const due = this.#due;
    this.#due = undefined;
    assert.ok(due, 'a timer is set');
    due();
    await this.#settle();
  }

  async fail(fault: HostFault = 'no-shell'): Promise<void> {
    this.ability.failed(fault);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    for (let count = 0; count < 3; count += 1) await turn();
  }
}

describe('StartAbility', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = new Bench();
    await bench.ability.open();
  });

  afterEach(() => bench.ability.close());

  it('takes steps while the disk has enough space, and checks it every two seconds', async () => {
    assert.equal(bench.ability.takesSteps, true);
    await bench.ring();
    assert.equal(bench.ability.state, 'able');
    assert.deepEqual(bench.waits, [2000, 2000]);
    assert.equal(bench.changes, 0);
  });

  it('takes no steps once space is short, reports how much is free, and takes steps again after a successful probe', async () => {
    bench.room = FULL;
    await bench.ring();
    assert.equal(bench.ability.state, 'unable');
    assert.match(
      bench.ability.unable?.message ?? '',
      /^A disk that steps need has too little free space .*\/data: 0\.0 MiB are free, 32\.0 MiB are needed\)\. Free space there\.$/,
    );
    bench.probed = bench.ability.unable;
    await bench.ring();
    assert.equal(bench.ability.state, 'unable');
    bench.probed = undefined;
    await bench.ring();
    assert.equal(bench.ability.state, 'able');
    assert.equal(bench.ability.unable, undefined);
    assert.deepEqual(bench.probes, [true, true], 'a probe after a shortage asks for more room');
    assert.equal(bench.logged.length, 2);
  });

  it('probes when a start failed because of the host, and takes no steps during the probe', async () => {
    bench.probed = NO_SHELL;
    bench.ability.failed('no-shell');
    assert.equal(bench.ability.state, 'probing');
    assert.equal(bench.ability.takesSteps, false);
    assert.equal(bench.ability.unable, undefined);
    await bench.fail();
    assert.equal(bench.ability.state, 'unable');
    assert.deepEqual(bench.ability.unable, NO_SHELL);
    assert.deepEqual(bench.probes, [false], 'failures during a probe start no further probe');
  });

  it('continues to take steps if the probe succeeds after one or two failed starts in a row', async () => {
    await bench.fail('no-space');
    assert.equal(bench.ability.state, 'able');
    await bench.fail('no-space');
    assert.equal(bench.ability.state, 'able');
    bench.ability.succeeded();
    await bench.fail('no-space');
    await bench.fail('no-space');
    assert.equal(bench.ability.state, 'able');
  });

  it('becomes unable after three failed starts in a row despite successful probes, and then after each further failed start', async () => {
    for (let count = 0; count < 3; count += 1) await bench.fail('no-descriptors');
    assert.equal(bench.ability.unable?.code, 'no-descriptors');
    await bench.ring();
    assert.equal(bench.ability.state, 'able');
    await bench.fail('no-descriptors');
    assert.equal(bench.ability.state, 'unable');
    bench.ability.succeeded();
    await bench.ring();
    await bench.fail('no-descriptors');
    assert.equal(bench.ability.state, 'able', 'a step that started clears the count');
  });

  it('doubles the wait between probes up to 15 seconds', async () => {
    bench.probed = NO_SHELL;
    await bench.fail();
    for (let count = 0; count < 5; count += 1) await bench.ring();
    assert.deepEqual(bench.waits.slice(1), [1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('logs a reason again only if its code changes', async () => {
    bench.probed = NO_SHELL;
    await bench.fail();
    const told = bench.ability.unable;
    bench.probed = { ...NO_SHELL, message: 'in other words' };
    await bench.ring();
    assert.equal(bench.ability.unable, told);
    bench.probed = inabilityOf('no-memory');
    await bench.ring();
    assert.equal(bench.ability.unable?.code, 'no-memory');
    assert.equal(bench.logged.length, 2);
  });

  it('reports nothing more after it is closed', async () => {
    bench.probed = NO_SHELL;
    bench.ability.failed('no-shell');
    bench.ability.close();
    await turn();
    assert.equal(bench.changes, 0);
  });
});

describe('the free space of a disk', () => {
  it('is low below 32 MiB, and sufficient again from 64 MiB', () => {
    const at = (mebibytes: number) => ({ ...ROOMY, freeBytes: mebibytes * MIB });
    assert.match(shortage(at(31.9), false) ?? '', /31\.9 MiB are free, 32\.0 MiB are needed/);
    assert.equal(shortage(at(32), false), undefined);
    assert.match(shortage(at(63.9), true) ?? '', /64\.0 MiB are needed/);
    assert.equal(shortage(at(64), true), undefined);
  });

  it('is low below 5 % of a small disk', () => {
    const at = (mebibytes: number) => ({ ...ROOMY, totalBytes: 20 * MIB, freeBytes: mebibytes * MIB });
    assert.ok(shortage(at(0.9), false));
    assert.equal(shortage(at(1), false), undefined);
  });

  it('is low if few more files can be created, unless the file system does not count files', () => {
    assert.match(shortage({ ...ROOMY, freeFiles: 127 }, false) ?? '', /127 more files/);
    assert.equal(shortage({ ...ROOMY, freeFiles: 128 }, false), undefined);
    assert.equal(shortage({ ...ROOMY, freeFiles: 0, totalFiles: 0 }, false), undefined);
  });
});

describe('a host fault', () => {
  it('is derived from the code of an error or of its causes', () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    assert.equal(hostFaultOf(full), 'no-space');
    assert.equal(hostFaultOf(new Error('a file', { cause: new Error('it', { cause: full }) })), 'no-space');
    for (const code of ['ENOENT', 'EACCES', 'ECONNREFUSED', 'toString'])
      assert.equal(hostFaultOf(Object.assign(new Error(code), { code })), undefined, code);
    assert.equal(hostFaultOf('ENOSPC'), undefined);
  });

  it('is described in one line of bounded length that ends with the remedy', () => {
    for (const fault of Object.keys(HOST_FAULTS) as HostFault[]) {
      const { code, message } = inabilityOf(fault, `two\nlines ${'x'.repeat(2000)}`);
      assert.equal(code, fault);
      assert.ok(message.length <= 500);
      assert.doesNotMatch(message, /\n/);
      assert.ok(message.endsWith(`${HOST_FAULTS[fault].remedy}.`));
    }
  });
});

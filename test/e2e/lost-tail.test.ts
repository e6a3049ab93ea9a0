import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../../coordinator/store/testing/child-program.ts';
import { itAsRoot } from '../../support/testing/as-root.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { CrashDisk } from './harness/crash-disk.ts';
import { endOf, lineSeen, linesOf, runJob } from './harness/jobs.ts';
import { dropUnsyncedOutput, storedBytes } from './harness/lost-tail.ts';
import { until } from './harness/until.ts';
import { commandLineViewer, pageViewer, TokenViewer, type Viewer } from './harness/viewers.ts';
import { World } from './harness/world.ts';

/**
 * Maximum repetitions of a fault until it loses output that a viewer has received. Each repetition is likely to do so.
 */
const MOST_FAULTS = 10;

const FIRST_ARRIVAL = fileURLToPath(
  new URL('../../coordinator/store/output/testing/first-arrival.program.ts', import.meta.url),
);

/** Returns a script that prints numbered lines until a file appears: odd ones on stdout, even ones on stderr. */
const numbered = (stopFile: string): string =>
  [
    '#!/bin/sh',
    'i=1',
    `while [ ! -e '${stopFile}' ]; do echo "line $i"; echo "line $((i+1))" >&2; i=$((i+2)); sleep 0.002; done`,
  ].join('\n');

/** Asserts that each line appears once, and that the lines of each stream are in order. */
function assertEachOnce(viewer: string, text: string, count: number): void {
  const numbers = text
    .trimEnd()
    .split('\n')
    .map((line) => Number(/^line (\d+)$/.exec(line)?.[1] ?? assert.fail(`${viewer} printed "${line}"`)));
  for (const parity of [1, 0]) {
    const ofStream = numbers.filter((number) => number % 2 === parity);
    const first = parity === 1 ? 1 : 2;
    const wrong = ofStream.findIndex((number, index) => number !== first + 2 * index);
    assert.equal(wrong, -1, `${viewer}: line ${ofStream[wrong]} follows ${ofStream[wrong - 1]}`);
  }
  assert.equal(numbers.length, count, viewer);
}

interface Faults {
  /** Causes the fault. Resolves once the coordinator has exited, by itself or because it was killed. */
  readonly happen: (disk: CrashDisk | undefined, coordinator: Coordinator) => Promise<void>;
  readonly losesOutput: boolean;
}

const FAULTS: Readonly<Record<string, Faults>> = {
  'a power loss': {
    happen: async (disk, { program }) => {
      await disk?.losePower();
      await program.end('SIGKILL');
    },
    losesOutput: true,
  },
  'a disk that turned read-only': {
    happen: async (disk, { program }) => {
      if (disk === undefined) return void (await program.end('SIGKILL'));
      await disk.becomeReadOnly();
      assert.notEqual((await program.ended).code, 0);
      // For some milliseconds, before the file system is read-only, the kernel reports an I/O error.
      assert.match(program.stderr + program.stdout, /could not be written: .*(?:read-only|I\/O error)/i);
    },
    losesOutput: true,
  },
  'kill -9': {
    happen: async (_, { program }) => void (await program.end('SIGKILL')),
    losesOutput: false,
  },
};

describe('output that was displayed before a fault', () => {
  for (const [fault, { happen, losesOutput }] of Object.entries(FAULTS)) {
    itAsRoot(`is shown exactly once by every client after ${fault}`, async () => {
      await using world = await World.open();
      const disk = await CrashDisk.mount(world.path('disk'));
      await using _ = disk;
      const dataDir = `${world.path('disk')}/c`;
      let coordinator = await world.coordinator({ dataDir });
      await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
      const { client } = coordinator;
      const stopFile = world.path('stop');
      const execution = await runJob(client, { name: 'count', tags: ['db'], steps: [numbered(stopFile)] });
      const now = () => coordinator;
      const live = new TokenViewer(now, execution);
      const viewers: readonly Viewer[] = [
        live,
        // Each page syncs the output, which `dropUnsyncedOutput` cannot detect.
        ...(disk === undefined ? [] : [pageViewer(now, execution)]),
        commandLineViewer(world, coordinator, execution),
        commandLineViewer(world, coordinator, execution, '--json'),
        commandLineViewer(world, coordinator, execution, '--raw'),
      ];
      await lineSeen(client, execution, 'line 100');
      let lost = false;
      for (let round = 0; round < MOST_FAULTS && !(lost && round > 1); round += 1) {
        const before = live.bytes;
        await until('more output to be shown', () => (live.bytes > before + 2_000 ? true : undefined));
        await happen(disk, coordinator);
        if (disk !== undefined) await disk.remount();
        else if (losesOutput) dropUnsyncedOutput(dataDir);
        lost ||= (await storedBytes(dataDir)) < live.bytes;
        coordinator = await coordinator.again();
        if (!losesOutput && round === 2) break;
      }
      assert.equal(lost, losesOutput, 'whether output that a viewer had received was lost');
      await writeFile(stopFile, '');
      assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
      const stored = await linesOf(coordinator.client, execution);
      for (const { name, text } of [{ name: 'the store', text: stored.join('\n') }, ...viewers])
        assertEachOnce(name, await text, stored.length);
    });
  }

  itAsRoot('has arrival numbers that are not reused for later output', async () => {
    await using world = await World.open();
    await using disk = await CrashDisk.mount(world.path('disk'));
    if (disk === undefined)
      return void process.stderr.write('No file system can lose power here: not tested.\n');
    const arrivals: number[] = [];
    for (let start = 0; start < 3; start += 1) {
      const program = startProgram(FIRST_ARRIVAL, [disk.path]);
      arrivals.push(Number(await program.line()));
      await disk.losePower();
      await program.kill();
      await disk.remount();
    }
    assert.equal(new Set(arrivals).size, arrivals.length, String(arrivals));
  });
});

import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { crc32 } from 'node:zlib';
import { Damages } from '../../coordinator/store/files/damages.ts';
import { openEmbeddedOutput } from '../../coordinator/store/output/open-embedded-output.ts';
import type { Output } from '../../coordinator/store/output/output.ts';
import { ExecutionId, OperationId } from '../../protocol/ids.ts';
import type { OutputFrame } from '../../protocol/runner/frames.ts';
import type { Figure, Scenario } from '../figures.ts';

const MIB = 1024 * 1024;
const ROUNDS = 3;
const WRITERS = 40;
const FRAME_BYTES = 60_000;
const LINE = 'The service on this host was restarted and answers again within 12 ms.\n';
const READ_BACK = 200;

/** Output of one size: `executions` executions with one operation each, whose output repeats a line. */
interface Load {
  readonly name: string;
  readonly executions: number;
  readonly output: Buffer;
}

const SHORT: Load = { name: 'short', executions: 2000, output: Buffer.from(LINE.repeat(5)) };
const LONG: Load = { name: 'long', executions: 4, output: Buffer.alloc(64 * MIB, LINE) };

/** The locations in which an operation's output can be stored, each with the size threshold that selects it. */
const PLACES = { db: Number.MAX_SAFE_INTEGER, files: 0 };
type Place = keyof typeof PLACES;

/** The measurements of one round. */
interface Measurement {
  readonly seconds: number;
  /** CPU time of all threads of this process. */
  readonly cpuSeconds: number;
  /** Longest time for which the event loop did not run. */
  readonly blockedMs: number;
  readonly diskBytes: number;
  readonly inodes: number;
  /** Time to read the last lines of an execution from a store that was just opened. */
  readonly readMs: readonly number[];
  readonly eraseMs: number;
  readonly diskBytesAfterErase: number;
}

/**
 * Measures short and long output, each stored in the database and in files, by the output store in a temporary folder.
 * Output counts as stored when it is complete, verified and durable. The floor writes and syncs the same bytes in one
 * file.
 */
export const storedOutput: Scenario = {
  name: 'stored output, in the database and in files',
  goals: [
    // If both goals are reached, the database is cheaper for short output, and files are cheaper for long output: see
    // decision 4.
    { figure: 'short, CPU files ÷ db', percentile: 50, relation: 'at least', value: 2 },
    { figure: 'long, CPU db ÷ files', percentile: 50, relation: 'at least', value: 1.3 },
  ],
  async measure() {
    const short = await rounds(SHORT);
    const long = await rounds(LONG);
    return [
      ...figuresOf(SHORT, short),
      ...figuresOf(LONG, long),
      ratio('short, CPU files ÷ db', short.files, short.db),
      ratio('long, CPU db ÷ files', long.db, long.files),
    ];
  },
};

type Measured = Readonly<Record<Place, readonly Measurement[]>> & { readonly floor: readonly number[] };

/** Measures both locations in turn, so that other load on the machine affects both. */
async function rounds(load: Load): Promise<Measured> {
  const measured = { db: [] as Measurement[], files: [] as Measurement[], floor: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const place of ['db', 'files'] as const) {
      measured[place].push(await inFolder((folder) => measureStore(folder, load, PLACES[place])));
    }
    measured.floor.push(await inFolder((folder) => bareWrites(folder, load)));
  }
  return measured;
}

async function measureStore(folder: string, load: Load, inlineBytes: number): Promise<Measurement> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const first = await openStore(folder, inlineBytes);
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  delay.enable();
  await storeAll(first, load);
  delay.disable();
  await first.close();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - begin) / 1000;
  const { bytes, inodes } = await usage(folder);
  const output = await openStore(folder, inlineBytes);
  const readMs = await readTimes(output, load);
  const eraseBegin = performance.now();
  await output.erase(executionsOf(load));
  await output.close();
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    blockedMs: delay.max / 1e6,
    diskBytes: bytes,
    inodes,
    readMs,
    eraseMs: performance.now() - eraseBegin,
    diskBytesAfterErase: (await usage(folder)).bytes,
  };
}

function openStore(folder: string, inlineBytes: number): Promise<Output> {
  return openEmbeddedOutput({
    folder,
    inlineBytes,
    now: Date.now,
    damages: new Damages(folder),
    hasRoom: () => true,
    onFatal: (error) => {
      throw error;
    },
  });
}

/** Stores the output of each execution in the order in which a runner delivers it. */
async function storeAll(output: Output, load: Load): Promise<void> {
  const digest = crc32(load.output);
  const executions = executionsOf(load).values();
  const write = async (): Promise<void> => {
    for (const execution of executions) {
      const operationId = OperationId.parse(`${execution}-1`);
      const log = output.log(operationId);
      for (const frame of framesOf(operationId, load.output)) await log.append([frame]);
      const verdict = await output.finish(operationId, { offset: load.output.byteLength, digest });
      if (verdict.kind !== 'finished') throw new Error(`the output is ${verdict.kind}`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

function executionsOf({ executions }: Load): readonly ExecutionId[] {
  return Array.from({ length: executions }, (_, index) => ExecutionId.parse(index + 1));
}

function* framesOf(operationId: OperationId, bytes: Buffer): Iterable<OutputFrame> {
  for (let offset = 0; offset < bytes.byteLength; offset += FRAME_BYTES) {
    const payload = bytes.subarray(offset, offset + FRAME_BYTES);
    yield { operationId, stream: 'stdout', offset, time: Date.now(), payload };
  }
}

/** Reads the last lines of a sample of executions. Returns the ms of each read. */
async function readTimes(output: Output, load: Load): Promise<readonly number[]> {
  const executions = executionsOf(load);
  const step = Math.max(1, Math.floor(executions.length / READ_BACK));
  const samples: number[] = [];
  for (let index = 0; index < executions.length; index += step) {
    const begin = performance.now();
    const { entries } = await output.entries(ExecutionId.parse(index + 1), { cursor: '0', lastLines: 5 });
    samples.push(performance.now() - begin);
    if (entries.length !== 5) throw new Error(`${entries.length} lines were read`);
  }
  return samples;
}

/** Returns the space and the number of files and folders that a folder uses. */
async function usage(folder: string): Promise<{ readonly bytes: number; readonly inodes: number }> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const { parentPath, name } of found) bytes += (await stat(join(parentPath, name))).blocks * 512;
  return { bytes, inodes: found.length };
}

/**
 * Appends the bytes to one file, and syncs the file as often as a store with {@link WRITERS} writers must. Returns the
 * outputs per second.
 */
async function bareWrites(folder: string, { executions, output }: Load): Promise<number> {
  const file = await open(join(folder, 'floor'), 'a');
  const begin = performance.now();
  for (let written = 0; written < executions; written += WRITERS) {
    const count = Math.min(WRITERS, executions - written);
    await file.writev(Array.from({ length: count }, () => output));
    await file.datasync();
  }
  await file.close();
  return executions / ((performance.now() - begin) / 1000);
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-stored-output-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figuresOf(load: Load, measured: Measured): readonly Figure[] {
  const { name, executions } = load;
  const of = (place: Place, what: string, unit: string, value: (one: Measurement) => number): Figure => ({
    name: `${name}, ${place}, ${what}`,
    unit,
    samples: measured[place].map(value),
  });
  const figures = (['db', 'files'] as const).flatMap((place) => [
    of(place, 'stored', '1/s', ({ seconds }) => executions / seconds),
    of(place, 'CPU', 'ms/output', ({ cpuSeconds }) => (cpuSeconds * 1000) / executions),
    of(place, 'blocked', 'ms', ({ blockedMs }) => blockedMs),
    of(place, 'disk', 'KiB/output', ({ diskBytes }) => diskBytes / 1024 / executions),
    of(place, 'inodes', 'in all', ({ inodes }) => inodes),
    {
      name: `${name}, ${place}, read`,
      unit: 'ms',
      samples: measured[place].flatMap(({ readMs }) => readMs),
    },
    of(place, 'erased', 'ms/output', ({ eraseMs }) => eraseMs / executions),
    of(place, 'left over', 'MiB', ({ diskBytesAfterErase }) => diskBytesAfterErase / MIB),
  ]);
  return [...figures, { name: `${name}, floor (one file)`, unit: '1/s', samples: measured.floor }];
}

/** Returns the CPU time of `dearer` divided by that of `cheaper` for the same output, round by round. */
function ratio(name: string, dearer: readonly Measurement[], cheaper: readonly Measurement[]): Figure {
  const samples = dearer.map(
    ({ cpuSeconds }, round) => cpuSeconds / (cheaper[round]?.cpuSeconds ?? Number.NaN),
  );
  return { name, unit: '×', samples };
}

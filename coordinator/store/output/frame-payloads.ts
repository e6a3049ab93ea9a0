import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { asBuffer } from './bytes.ts';
import type { FrameRow } from './frame-row.ts';
import { operationIdOf } from './operation-key.ts';
import type { RawFiles } from './raw-files.ts';

const NOTHING = Buffer.alloc(0);

/** Rows whose bytes stand one after the other in one file. */
interface Run {
  readonly first: FrameRow;
  readonly position: number;
  bytes: number;
}

/** The bytes of frames, wherever they stand. */
export class FramePayloads {
  readonly #files: RawFiles;

  constructor(files: RawFiles) {
    this.#files = files;
  }

  /** Payloads of the rows, in their order. Neighbours in a file are read at once. */
  async of(rows: readonly FrameRow[]): Promise<readonly Buffer[]> {
    const runs: Run[] = [];
    const places = rows.map((row) => {
      if (row.position === null) return undefined;
      const run = runFor(row, row.position, runs);
      const from = row.position - run.position;
      run.bytes = from + row.length;
      return { run, from };
    });
    const read = new Map<Run, Buffer>();
    for (const run of runs) read.set(run, await this.#read(run));
    return rows.map((row, index) => {
      const place = places[index];
      if (place === undefined) return row.payload === null ? NOTHING : asBuffer(row.payload);
      return (read.get(place.run) ?? NOTHING).subarray(place.from, place.from + row.length);
    });
  }

  async #read({ first, position, bytes }: Run): Promise<Buffer> {
    const key = { execution: first.execution, sequence: first.operation };
    const buffer = await this.#files.read(key, position, bytes);
    if (buffer.byteLength === bytes) return buffer;
    throw new OutrunnerError('data-damaged', {
      path: `output/${key.execution}/${key.sequence}.bin`,
      problem: `it ends at ${position + buffer.byteLength}, before the output of operation ${operationIdOf(key)} does`,
    });
  }
}

function runFor(row: FrameRow, position: number, runs: Run[]): Run {
  const latest = runs.findLast(
    ({ first }) => first.operation === row.operation && first.execution === row.execution,
  );
  if (latest !== undefined && latest.position + latest.bytes === position) return latest;
  const run = { first: row, position, bytes: 0 };
  runs.push(run);
  return run;
}

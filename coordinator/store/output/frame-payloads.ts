import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { asBuffer } from './bytes.ts';
import type { FrameRow } from './frame-row.ts';
import { type OperationKey, operationIdOf } from './operation-key.ts';
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

  /**
   * Copies the bytes of one operation from offset `from` on to the start of `target`, as far as the rows and `target`
   * reach. The rows are neighbours, in their order. Returns how many there were.
   */
  async copy(rows: readonly FrameRow[], from: number, target: Buffer): Promise<number> {
    let copied = 0;
    let run: { first: FrameRow; position: number; into: number; bytes: number } | undefined;
    const finish = async () => {
      if (run === undefined) return;
      const { first, position, into, bytes } = run;
      run = undefined;
      const read = await this.#files.readInto(keyOf(first), position, target.subarray(into, into + bytes));
      if (read < bytes) throw damaged(first, position + read);
    };
    for (const row of rows) {
      const skipped = Math.max(0, from - row.start);
      const bytes = Math.min(row.length - skipped, target.byteLength - copied);
      if (bytes <= 0) continue;
      const position = row.position === null ? undefined : row.position + skipped;
      if (position !== undefined && run !== undefined && run.position + run.bytes === position) {
        run.bytes += bytes;
      } else {
        await finish();
        if (position !== undefined) run = { first: row, position, into: copied, bytes };
        else if (row.payload !== null) target.set(row.payload.subarray(skipped, skipped + bytes), copied);
      }
      copied += bytes;
    }
    await finish();
    return copied;
  }

  async #read({ first, position, bytes }: Run): Promise<Buffer> {
    const buffer = await this.#files.read(keyOf(first), position, bytes);
    if (buffer.byteLength === bytes) return buffer;
    throw damaged(first, position + buffer.byteLength);
  }
}

function keyOf({ execution, operation }: FrameRow): OperationKey {
  return { execution, sequence: operation };
}

function damaged(row: FrameRow, end: number): OutrunnerError {
  const { execution, sequence } = keyOf(row);
  return new OutrunnerError('data-damaged', {
    path: `output/${execution}/${sequence}.bin`,
    problem: `it ends at ${end}, before the output of operation ${operationIdOf({ execution, sequence })} does`,
  });
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

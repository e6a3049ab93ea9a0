import { problemOf } from '../../../../support/errors/problem-of.ts';
import { systemCode } from '../../../../support/files/system-code.ts';
import type { Damages } from '../../files/damages.ts';
import type { RawFiles } from '../files/raw-files.ts';
import { asBuffer } from '../index/bytes.ts';
import { isIntact } from '../index/frame-check.ts';
import type { FrameRow } from '../index/frame-row.ts';
import { type OperationKey, operationIdOf } from '../index/operation-key.ts';
import { OUTPUT_DATABASE } from '../index/output-format.ts';

const NOTHING = Buffer.alloc(0);

/** Error codes that mean that the file is damaged, not that the process cannot read any file. */
const UNREADABLE = new Set(['EIO', 'EISDIR', 'ENOTDIR']);

/** The bytes of one frame. */
export interface FrameContent {
  /** Content with the length of the frame; zeros if the frame is damaged. */
  readonly bytes: Buffer;
  /** Whether the stored bytes do not match their CRC or cannot be read. */
  readonly isDamaged: boolean;
}

/** Rows whose bytes are stored consecutively in one file. */
interface Run {
  readonly first: FrameRow;
  readonly position: number;
  bytes: number;
}

/** Reads the bytes of frames from the database or files, and checks each frame against its CRC. */
export class FramePayloads {
  readonly #files: Pick<RawFiles, 'readInto'>;
  readonly #damages: Pick<Damages, 'note'>;
  readonly #isStored: (row: FrameRow) => boolean;

  /** `isStored`: whether the row still exists. Missing bytes of an erased row are not reported. */
  constructor(
    files: Pick<RawFiles, 'readInto'>,
    damages: Pick<Damages, 'note'>,
    isStored: (row: FrameRow) => boolean,
  ) {
    this.#files = files;
    this.#damages = damages;
    this.#isStored = isStored;
  }

  /**
   * Returns the contents of the rows in order. Frames that are adjacent in a file are read together: into the buffer
   * that `memory` returns, if they fit; otherwise into a new buffer. `memory` is called only if any frame is in a file.
   */
  async of(rows: readonly FrameRow[], memory?: () => Buffer): Promise<readonly FrameContent[]> {
    const runs: Run[] = [];
    const places = rows.map((row) => {
      if (row.position === null) return undefined;
      const run = runFor(row, row.position, runs);
      const from = row.position - run.position;
      run.bytes = from + row.length;
      return { run, from };
    });
    const read = new Map<Run, Buffer>();
    const shared = runs.length === 0 ? NOTHING : (memory?.() ?? NOTHING);
    let used = 0;
    for (const run of runs) {
      const fits = used + run.bytes <= shared.byteLength;
      const target = fits ? shared.subarray(used, used + run.bytes) : Buffer.allocUnsafe(run.bytes);
      if (fits) used += run.bytes;
      read.set(run, await this.#read(run.first, run.position, target));
    }
    return rows.map((row, index) => {
      const place = places[index];
      if (place === undefined)
        return this.#checked(row, row.payload === null ? NOTHING : asBuffer(row.payload));
      return this.#checked(
        row,
        (read.get(place.run) ?? NOTHING).subarray(place.from, place.from + row.length),
      );
    });
  }

  /**
   * Copies the bytes of one operation from offset `from` on to the start of `target`. The rows are consecutive, and the
   * first row contains `from`. Copies as many whole frames as fit, or a part of the first frame.
   */
  async copy(rows: readonly FrameRow[], from: number, target: Buffer): Promise<CopiedBytes> {
    const [first] = rows;
    if (first === undefined || target.byteLength === 0) return { copied: 0 };
    if (first.start < from || first.length > target.byteLength)
      return await this.#copyPart(first, from - first.start, target);
    let copied = 0;
    for (const run of wholeRuns(rows, target.byteLength)) {
      const into = target.subarray(copied, copied + run.bytes);
      const read =
        run.position === null ? run.bytes : (await this.#read(run.first, run.position, into)).byteLength;
      for (const row of run.rows) {
        const place = row.start - run.first.start;
        if (row.position === null && row.payload !== null) into.set(row.payload, place);
        const bytes = into.subarray(place, Math.min(place + row.length, read));
        if (this.#checked(row, bytes).isDamaged) return { copied: copied + place, damaged: row };
      }
      copied += run.bytes;
    }
    return { copied };
  }

  /** Copies part of a frame. The whole frame is read and checked. */
  async #copyPart(row: FrameRow, skipped: number, target: Buffer): Promise<CopiedBytes> {
    const [content] = await this.of([row]);
    if (content === undefined || content.isDamaged) return { copied: 0, damaged: row };
    return { copied: content.bytes.copy(target, 0, skipped) };
  }

  #checked(row: FrameRow, bytes: Buffer): FrameContent {
    if (row.length === 0 || (bytes.byteLength === row.length && isIntact(row, bytes)))
      return { bytes, isDamaged: false };
    const { execution, operation, position, start, length } = row;
    const path = position === null ? OUTPUT_DATABASE : `output/${execution}/${operation}.bin`;
    const id = operationIdOf(keyOf(row));
    const problem = `${length} bytes of output of operation ${id} from byte ${start} on are damaged`;
    if (this.#isStored(row)) this.#damages.note(path, problem);
    return { bytes: Buffer.alloc(length), isDamaged: true };
  }

  /** Fills `target` and returns it. Returns fewer bytes if the file ends earlier or cannot be read. */
  async #read(row: FrameRow, position: number, target: Buffer): Promise<Buffer> {
    try {
      return target.subarray(0, await this.#files.readInto(keyOf(row), position, target));
    } catch (error) {
      if (!UNREADABLE.has(systemCode(error) ?? '')) throw error;
      const { execution, operation } = row;
      this.#damages.note(`output/${execution}/${operation}.bin`, problemOf(error));
      return NOTHING;
    }
  }
}

export interface CopiedBytes {
  readonly copied: number;
  /** The row after the copied bytes, if it is damaged. */
  readonly damaged?: FrameRow;
}

function keyOf({ execution, operation }: FrameRow): OperationKey {
  return { execution, sequence: operation };
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

interface WholeRun {
  readonly first: FrameRow;
  readonly rows: FrameRow[];
  /** Position of the run in the file; null if the bytes are in the rows. */
  readonly position: number | null;
  bytes: number;
}

/** Groups the first of `rows` that fit into `most` bytes into runs that one read can fill. */
function wholeRuns(rows: readonly FrameRow[], most: number): readonly WholeRun[] {
  const runs: WholeRun[] = [];
  let left = most;
  for (const row of rows) {
    left -= row.length;
    if (left < 0) break;
    const last = runs.at(-1);
    const continues =
      last !== undefined &&
      (last.position === null ? row.position === null : last.position + last.bytes === row.position);
    if (continues) {
      last.rows.push(row);
      last.bytes += row.length;
    } else runs.push({ first: row, rows: [row], position: row.position, bytes: row.length });
  }
  return runs;
}

import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type FrameRow, frameRow } from '../store/output/index/frame-row.ts';
import type { OperationKey } from '../store/output/index/operation-key.ts';
import { OUTPUT_DATABASE, OUTPUT_FORMAT } from '../store/output/index/output-format.ts';
import { FramePayloads } from '../store/output/reading/frame-payloads.ts';
import { checkDatabase } from './check-database.ts';
import type { Findings } from './findings.ts';

/** Number of frames that are read per group. */
const GROUP = 256;
const IN_ORDER = 'SELECT * FROM frame ORDER BY execution, operation, start, arrival';

/** Checks the frame index, and each frame against its CRC. */
export async function checkOutput(folder: string, findings: Findings): Promise<void> {
  await checkDatabase(join(folder, OUTPUT_DATABASE), OUTPUT_FORMAT.version, findings, async (database) => {
    const files = new OutputFiles(join(folder, 'output'));
    const payloads = new FramePayloads(files, findings, () => true);
    try {
      let group: FrameRow[] = [];
      for (const row of database.prepare(IN_ORDER).iterate()) {
        group.push(frameRow(row));
        if (group.length < GROUP) continue;
        await payloads.of(group);
        group = [];
      }
      await payloads.of(group);
    } finally {
      await files.close();
    }
  });
}

/** Reads the files of operations. Only one file is open at a time. */
class OutputFiles {
  readonly #folder: string;
  #open: { readonly path: string; readonly handle: FileHandle } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Fills `target` with the bytes of the file from `position` on, as far as the file contains them. Returns the number
   * of bytes; 0 if the file is missing.
   */
  async readInto({ execution, sequence }: OperationKey, position: number, target: Buffer): Promise<number> {
    const path = join(this.#folder, String(execution), `${sequence}.bin`);
    if (this.#open?.path !== path) {
      await this.close();
      const handle = await open(path, 'r').catch(() => undefined);
      if (handle === undefined) return 0;
      this.#open = { path, handle };
    }
    let filled = 0;
    while (filled < target.byteLength) {
      const { bytesRead } = await this.#open.handle.read(
        target,
        filled,
        target.byteLength - filled,
        position + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async close(): Promise<void> {
    await this.#open?.handle.close();
    this.#open = undefined;
  }
}

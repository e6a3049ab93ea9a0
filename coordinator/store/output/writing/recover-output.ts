import { crc32 } from 'node:zlib';
import type { RawFiles } from '../files/raw-files.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import type { FrameRow } from '../index/frame-row.ts';
import type { FrameWriter } from '../index/frame-writer.ts';
import type { OperationKey } from '../index/operation-key.ts';
import type { OperationTable } from '../index/operation-table.ts';

export interface RecoverySource {
  readonly index: FrameIndex;
  readonly table: OperationTable;
  readonly frames: FrameWriter;
  readonly files: RawFiles;
}

/**
 * For each operation whose output may not be durable, retains the longest prefix on which its file and the index agree.
 * The sender delivers the rest again. A cut reopens the operation, whose result was not accepted yet.
 */
export async function recoverOutput({ index, table, frames, files }: RecoverySource): Promise<void> {
  for (const operation of table.unsettled()) {
    const broken = await firstBroken(operation, operation.durable, index, files);
    if (broken === undefined) continue;
    frames.transaction(() => {
      frames.cut(operation, broken.start);
      table.put(operation, 'open');
    });
  }
}

/** Returns the first frame after `durable` bytes whose bytes in the file differ from those that were appended. */
async function firstBroken(
  key: OperationKey,
  durable: number,
  index: FrameIndex,
  files: RawFiles,
): Promise<FrameRow | undefined> {
  const rows = index.inFileFrom(key, durable);
  const [first] = rows;
  if (first === undefined) return undefined;
  let digest = digestBefore(key, first, index);
  for (const row of rows) {
    const bytes = await files.read(key, row.position ?? 0, row.length);
    digest = crc32(bytes, digest);
    if (bytes.byteLength < row.length || digest !== row.digest) return row;
  }
  return undefined;
}

function digestBefore(key: OperationKey, { start }: FrameRow, index: FrameIndex): number {
  for (const row of index.range(key, start - 1, start)) return row.digest;
  return 0;
}

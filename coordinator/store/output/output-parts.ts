import type { DatabaseSync } from 'node:sqlite';
import type { Damages } from '../files/damages.ts';
import { RawFiles } from './files/raw-files.ts';
import { FrameIndex } from './index/frame-index.ts';
import { FrameWriter } from './index/frame-writer.ts';
import { OperationTable } from './index/operation-table.ts';
import { OutputCounts } from './limits/output-counts.ts';
import type { OutputLimits } from './limits/output-limits.ts';
import { FramePages } from './reading/frame-pages.ts';
import { FramePayloads } from './reading/frame-payloads.ts';
import { KeptBytes } from './reading/kept-bytes.ts';

/** The components of the embedded output. */
export interface OutputParts {
  readonly counts: OutputCounts;
  readonly index: FrameIndex;
  readonly table: OperationTable;
  readonly frames: FrameWriter;
  readonly files: RawFiles;
  readonly pages: FramePages;
  readonly bytes: KeptBytes;
}

/** Creates the components. `folder` contains the files of operations with long output. */
export function outputParts(
  database: DatabaseSync,
  folder: string,
  limits: OutputLimits,
  damages: Damages,
): OutputParts {
  const index = new FrameIndex(database);
  const files = new RawFiles(folder);
  const payloads = new FramePayloads(files, damages, (row) => index.has(row));
  const pages = new FramePages(index, payloads);
  return {
    index,
    pages,
    files,
    table: new OperationTable(database, index),
    frames: new FrameWriter(database, index.lastArrival()),
    counts: new OutputCounts(limits, pages),
    bytes: new KeptBytes(index, payloads),
  };
}

import type { DatabaseSync } from 'node:sqlite';
import type { Damages } from '../files/damages.ts';
import { FrameIndex } from './frame-index.ts';
import { FramePages } from './frame-pages.ts';
import { FramePayloads } from './frame-payloads.ts';
import { FrameWriter } from './frame-writer.ts';
import { KeptBytes } from './kept-bytes.ts';
import { OperationTable } from './operation-table.ts';
import { OutputCounts } from './output-counts.ts';
import type { OutputLimits } from './output-limits.ts';
import { RawFiles } from './raw-files.ts';

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
  const payloads = new FramePayloads(files, damages);
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

import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import { type ArchivePart, archivePart } from './archive-part.ts';
import type { ReceivedArchive } from './received-archives.ts';

/** A file of an archive. `bytes` is empty unless the caller requested this part. */
export interface ArchiveFile {
  readonly path: string;
  readonly part: ArchivePart;
  readonly bytes: Buffer;
  /** Unpacks the file. Throws `archive-invalid` if the file is damaged or exceeds its limit, after the bytes before. */
  readonly open: () => AsyncIterable<Buffer>;
}

/**
 * Reads a zip archive of a project, unpacks the parts that `wanted` selects, and calls `act`. The file is open until
 * `act` has resolved. Returns the result of `act`. Throws the errors of `act`, and `archive-invalid` for a damaged or
 * encrypted archive, a path outside of it, a path that occurs twice, and an archive that exceeds `ARCHIVE_LIMITS`.
 */
export async function readArchive<T>(
  { path, size }: Pick<ReceivedArchive, 'path' | 'size'>,
  wanted: (part: ArchivePart) => boolean,
  act: (files: readonly ArchiveFile[]) => Promise<T>,
): Promise<T> {
  const zip = await opened(path);
  try {
    return await act(await filesOf(zip, size, wanted));
  } finally {
    zip.close();
  }
}

async function filesOf(
  zip: ZipFile,
  size: number,
  wanted: (part: ArchivePart) => boolean,
): Promise<readonly ArchiveFile[]> {
  if (zip.entryCount > ARCHIVE_LIMITS.entries)
    throw invalid(`it has more than ${ARCHIVE_LIMITS.entries} entries`);
  try {
    const files: ArchiveFile[] = [];
    for (const { entry, part } of await checkedEntries(zip, size, wanted))
      files.push({
        path: entry.fileName,
        part,
        bytes: wanted(part) ? await unpacked(pieces(zip, entry, part)) : Buffer.alloc(0),
        open: () => pieces(zip, entry, part),
      });
    return files;
  } catch (error) {
    if (error instanceof OutrunnerError) throw error;
    throw invalid(problemOf(error));
  }
}

/** Checks the paths and the declared sizes of all entries, before any of them is unpacked. */
async function checkedEntries(zip: ZipFile, size: number, wanted: (part: ArchivePart) => boolean) {
  const checked: { readonly entry: Entry; readonly part: ArchivePart }[] = [];
  const paths = new Set<string>();
  let total = 0;
  let packed = 0;
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize } = entry;
    // Otherwise many entries could refer to the same bytes, which would be unpacked for each of them.
    packed += entry.compressedSize;
    if (packed > size) throw invalid('its files overlap');
    if (paths.has(fileName)) throw invalid(`the path "${fileName}" occurs twice`);
    paths.add(fileName);
    const part = archivePart(fileName);
    if (part.kind === 'nothing') continue;
    checked.push({ entry, part });
    if (!wanted(part)) continue;
    const most = mostBytes(part);
    if (uncompressedSize > most) throw invalid(`"${fileName}" exceeds ${most} bytes`);
    total += uncompressedSize;
    if (total > ARCHIVE_LIMITS.totalBytes)
      throw invalid(`its files exceed ${ARCHIVE_LIMITS.totalBytes} bytes`);
  }
  return checked;
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { strictFileNames: true, autoClose: false });
  } catch (error) {
    throw invalid(problemOf(error));
  }
}

async function* pieces(
  zip: ZipFile,
  entry: Entry,
  part: ArchivePart,
): AsyncGenerator<Buffer, void, undefined> {
  const most = mostBytes(part);
  if (entry.uncompressedSize > most) throw invalid(`"${entry.fileName}" exceeds ${most} bytes`);
  let sum = 0;
  try {
    // The stream fails if the file is longer or shorter than the archive declares.
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (error) {
    throw invalid(problemOf(error));
  }
  if (sum !== entry.crc32) throw invalid(`"${entry.fileName}" is damaged`);
}

function mostBytes({ kind }: ArchivePart): number {
  if (kind === 'job' || kind === 'execution') return ARCHIVE_LIMITS.jobBytes;
  if (kind === 'execution-log') return ARCHIVE_LIMITS.logBytes;
  return kind === 'execution-state' ? ARCHIVE_LIMITS.stateBytes : ARCHIVE_LIMITS.fileBytes;
}

/** Returns all pieces of a file together. */
export async function unpacked(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('archive-invalid', { problem });
}

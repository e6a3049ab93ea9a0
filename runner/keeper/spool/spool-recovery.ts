import { closeSync, lstatSync, openSync, readdirSync, readSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import { OperationSpool, type SpoolSettings } from './operation-spool.ts';
import { parseSegmentName, Segment } from './segment.ts';
import { decodeSegmentHeader, decodeSpoolFrame, FRAME_HEADER, SEGMENT_HEADER } from './spool-format.ts';

const READ_BYTES = 16 * (LARGEST_PAYLOAD + FRAME_HEADER);

/**
 * Returns the spools of a previous keeper, each with its longest valid prefix. Removes files of operations that are not
 * in `wanted`. `setAside` must move a damaged file away.
 */
export function recoverSpools(
  settings: SpoolSettings,
  wanted: (operationId: string) => boolean,
  setAside: (path: string, problem: string) => void,
): Map<string, OperationSpool> {
  const files = new Map<string, { path: string; base: number }[]>();
  for (const name of readdirSync(settings.folder)) {
    const path = join(settings.folder, name);
    const parsed = parseSegmentName(name);
    if (!lstatSync(path).isFile()) {
      setAside(path, 'it is not a regular file');
      continue;
    }
    if (!parsed || !wanted(parsed.operationId)) {
      unlinkSync(path);
      continue;
    }
    const list = files.get(parsed.operationId) ?? [];
    list.push({ path, base: parsed.base });
    files.set(parsed.operationId, list);
  }
  const spools = new Map<string, OperationSpool>();
  for (const [operationId, list] of files) {
    list.sort((a, b) => a.base - b.base);
    spools.set(operationId, OperationSpool.recovered(settings, operationId, recoverSegments(list, setAside)));
  }
  return spools;
}

function recoverSegments(
  files: readonly { path: string; base: number }[],
  setAside: (path: string, problem: string) => void,
) {
  const segments: Segment[] = [];
  let endOffset = 0;
  let digest = 0;
  let whole = true;
  for (const { path, base } of files) {
    const scanned: Scan | string = whole ? scan(path, base) : 'the output before it is damaged';
    const fits = typeof scanned === 'object' && (segments.length === 0 || scanned.segment.base === endOffset);
    if (!fits) {
      whole = false;
      setAside(path, typeof scanned === 'string' ? scanned : 'the output before it is missing');
      continue;
    }
    const { segment, rest }: Scan = scanned;
    segments.push(segment);
    endOffset = segment.end;
    digest = scanned.digest;
    whole = rest === undefined;
    if (rest === undefined) continue;
    setAside(path, `it is not readable from byte ${segment.size} on`);
    writeFileSync(path, rest.prefix, { mode: 0o600 });
  }
  return { segments, endOffset, digest };
}

interface Scan {
  readonly segment: Segment;
  readonly digest: number;
  /** Set if the file ends with an incomplete or damaged frame. `prefix` contains the bytes before that frame. */
  readonly rest?: { readonly prefix: Uint8Array };
}

/** Reads a segment up to its first incomplete or damaged frame. Returns the problem if nothing is readable. */
function scan(path: string, base: number): Scan | string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const header = decodeSegmentHeader(
      buffer.subarray(0, readSync(descriptor, buffer, 0, SEGMENT_HEADER, 0)),
    );
    if (header?.base !== base) return 'its header is damaged';
    const segment = Segment.recovered(path, base);
    let { digest } = header;
    for (;;) {
      const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, READ_BYTES, segment.size));
      let at = 0;
      for (
        let frame = decodeSpoolFrame(bytes, 0);
        frame && frame.offset === segment.end;
        frame = decodeSpoolFrame(bytes, at)
      ) {
        const length = FRAME_HEADER + frame.payload.length;
        segment.index(frame.offset, length, frame.payload.length);
        digest = crc32(frame.payload, digest);
        at += length;
      }
      if (bytes.length === 0) return { segment, digest };
      if (at === 0) {
        const prefix = Buffer.alloc(segment.size);
        readSync(descriptor, prefix, 0, segment.size, 0);
        return { segment, digest, rest: { prefix } };
      }
    }
  } catch (error) {
    return problemOf(error);
  } finally {
    closeSync(descriptor);
  }
}

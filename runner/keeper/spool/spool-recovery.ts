import { closeSync, openSync, readdirSync, readSync, truncateSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { LARGEST_PAYLOAD } from '../../link/messages.ts';
import { OperationSpool, type SpoolSettings } from './operation-spool.ts';
import { parseSegmentName, Segment } from './segment.ts';
import { decodeFrame, decodeSegmentHeader, FRAME_HEADER, SEGMENT_HEADER } from './spool-format.ts';

const READ_BYTES = 16 * (LARGEST_PAYLOAD + FRAME_HEADER);

/** The spools that a former keeper left, each cut to its longest valid prefix. Files of no use are removed. */
export function recoverSpools(
  settings: SpoolSettings,
  operationIds: ReadonlySet<string>,
): Map<string, OperationSpool> {
  const files = new Map<string, { path: string; base: number }[]>();
  for (const name of readdirSync(settings.folder)) {
    const path = join(settings.folder, name);
    const parsed = parseSegmentName(name);
    if (!parsed || !operationIds.has(parsed.operationId)) {
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
    spools.set(operationId, OperationSpool.recovered(settings, operationId, recoverSegments(list)));
  }
  return spools;
}

function recoverSegments(files: readonly { path: string; base: number }[]) {
  const segments: Segment[] = [];
  let endOffset = 0;
  let digest = 0;
  let whole = true;
  for (const { path, base } of files) {
    const scanned: Scan | undefined = whole ? scan(path, base) : undefined;
    const fits = scanned && (segments.length === 0 || scanned.segment.base === endOffset);
    if (!fits) {
      whole = false;
      unlinkSync(path);
      continue;
    }
    segments.push(scanned.segment);
    endOffset = scanned.segment.end;
    digest = scanned.digest;
    whole = scanned.whole;
  }
  return { segments, endOffset, digest };
}

interface Scan {
  readonly segment: Segment;
  readonly digest: number;
  /** The file held nothing but whole frames. */
  readonly whole: boolean;
}

/** Reads a segment to its first frame that is cut or damaged, and cuts the file there. */
function scan(path: string, base: number): Scan | undefined {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const header = decodeSegmentHeader(
      buffer.subarray(0, readSync(descriptor, buffer, 0, SEGMENT_HEADER, 0)),
    );
    if (header?.base !== base) return undefined;
    const segment = Segment.recovered(path, base);
    let { digest } = header;
    for (;;) {
      const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, READ_BYTES, segment.size));
      let at = 0;
      for (
        let frame = decodeFrame(bytes, 0);
        frame && frame.offset === segment.end;
        frame = decodeFrame(bytes, at)
      ) {
        const length = FRAME_HEADER + frame.bytes.length;
        segment.know(frame.offset, length, frame.bytes.length);
        digest = crc32(frame.bytes, digest);
        at += length;
      }
      if (bytes.length === 0) return { segment, digest, whole: true };
      if (at === 0) {
        truncateSync(path, segment.size);
        return { segment, digest, whole: false };
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

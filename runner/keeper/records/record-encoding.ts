import { crc32 } from 'node:zlib';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';

const FORMAT = 'outrunner-operations';
const VERSION = 1;

/** First line of every log: its format and that one's version, and the version of the program that wrote it. */
export const FORMAT_LINE = `${FORMAT} ${VERSION} ${PROGRAM_VERSION}\n`;

/** One line: checksum, space, JSON. */
export function encodeRecord(record: object): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/**
 * The records up to the first line that is cut or damaged: what a crash left unfinished was never relied on. Throws
 * `data-newer`, which names the version that wrote it, and `data-damaged` for what is no log of these.
 */
export function decodeRecords(text: string, path: string): unknown[] {
  const lines = text.split('\n');
  const first = lines.shift() ?? '';
  if (text !== '') requireFormat(first, path);
  const records: unknown[] = [];
  // What stands after the last line end is an unfinished line.
  for (const line of lines.slice(0, -1)) {
    const json = line.slice(9);
    if (line.slice(0, 8) !== crc32(json).toString(16).padStart(8, '0')) break;
    records.push(JSON.parse(json));
  }
  return records;
}

/** A log of an earlier program names no version of one. */
function requireFormat(line: string, path: string): void {
  const [format, number, program] = line.split(' ');
  const version = format === FORMAT ? Number(number) : Number.NaN;
  if (version === VERSION) return;
  if (version > VERSION && program !== undefined) {
    throw new OutrunnerError('data-newer', { path, version: program });
  }
  throw new OutrunnerError('data-damaged', {
    path,
    problem: `its format "${line.slice(0, 100)}" is unknown`,
  });
}

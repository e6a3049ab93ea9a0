import { crc32 } from 'node:zlib';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';

const FORMAT = 'outrunner-operations';
const VERSION = 1;

/** First line of every log: name of the format, its version, and the version of the program that wrote the log. */
export const FORMAT_LINE = `${FORMAT} ${VERSION} ${PROGRAM_VERSION}\n`;

/** Returns one line: checksum, space, JSON. */
export function encodeRecord(record: object): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

export interface DecodedRecords {
  /** All readable records, in order. */
  readonly records: readonly unknown[];
  /** Set if part of the file is unreadable. More records may have existed. */
  readonly problem?: string;
}

/** Decodes a log. Throws `data-newer` with the version that wrote the log. */
export function decodeRecords(text: string, path: string): DecodedRecords {
  if (text === '') return { records: [], problem: 'it is empty' };
  const [first = '', ...lines] = text.split('\n');
  const records: unknown[] = [];
  let unreadable = 0;
  // The last element is empty, or an incompletely written line.
  const rest = lines.pop() ?? first;
  for (const line of lines) {
    const json = line.slice(9);
    if (line.slice(0, 8) === crc32(json).toString(16).padStart(8, '0')) records.push(JSON.parse(json));
    else unreadable += 1;
  }
  if (!isKnownFormat(first, path)) return { records, problem: 'its format is unknown' };
  if (rest !== '') unreadable += 1;
  return unreadable === 0 ? { records } : { records, problem: `${unreadable} of its lines are not readable` };
}

function isKnownFormat(line: string, path: string): boolean {
  const [format, number, program] = line.split(' ');
  if (format !== FORMAT || program === undefined) return false;
  const version = Number(number);
  if (version > VERSION) throw new OutrunnerError('data-newer', { path, version: program });
  return version === VERSION;
}

import { crc32 } from 'node:zlib';

const FORMAT = 'outrunner-operations';
const VERSION = 1;

/** First line of every log. */
export const FORMAT_LINE = `${FORMAT} ${VERSION}\n`;

/** One line: checksum, space, JSON. */
export function encodeRecord(record: object): string {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** The records up to the first line that is cut or damaged: what a crash left unfinished was never relied on. */
export function decodeRecords(text: string, path: string): unknown[] {
  const lines = text.split('\n');
  const [format, version] = (lines.shift() ?? '').split(' ');
  if (text !== '' && (format !== FORMAT || Number(version) !== VERSION)) {
    throw new Error(
      `${path} was written by another version of Outrunner (format ${format} ${version}); this one reads ${FORMAT} ${VERSION}.`,
    );
  }
  const records: unknown[] = [];
  // What stands after the last line end is an unfinished line.
  for (const line of lines.slice(0, -1)) {
    const json = line.slice(9);
    if (line.slice(0, 8) !== crc32(json).toString(16).padStart(8, '0')) break;
    records.push(JSON.parse(json));
  }
  return records;
}

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from './storage-error.ts';

/** Default maximum size of a record in bytes, far more than any that is written. */
const LONGEST_RECORD = 4 * 1024 * 1024;

/** Error codes that mean that the file is not readable at all, not that the process lacks the permission. */
const UNREADABLE = new Set(['EISDIR', 'EIO', 'ELOOP', 'ENXIO', 'ENOTDIR']);

/** Reads a small file as UTF-8; see {@link readSmallBytes}. */
export async function readSmallFile(path: string, longest?: number): Promise<string | undefined> {
  return (await readSmallBytes(path, longest))?.toString('utf8');
}

/**
 * Reads a small file; undefined if there is none. Throws `data-damaged` for a folder, a FIFO, a file of more than `longest`
 * bytes and a disk error, and rethrows other file system errors.
 */
export async function readSmallBytes(path: string, longest = LONGEST_RECORD): Promise<Buffer | undefined> {
  let file: FileHandle;
  try {
    // O_NONBLOCK: opening a FIFO without a writer must not hang; stat then checks the file type.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    const found = await file.stat();
    if (!found.isFile())
      throw damaged(path, found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    if (found.size > longest) throw damaged(path, `it has ${found.size} bytes, more than ${longest}`);
    return await file.readFile();
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

/**
 * Reads a record that is stored as JSON with its `formatVersion`; undefined if there is none.
 *
 * Throws `data-newer` for a version above `version`, `data-damaged` for anything that does not match the schema.
 */
export async function readRecord<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  version: number,
  longest?: number,
): Promise<z.infer<Schema> | undefined> {
  const text = await readSmallFile(path, longest);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, which may contain private keys.
    throw damaged(path, text === '' ? 'it is empty' : 'it is not valid JSON', error);
  }
  const { formatVersion, format, writtenBy = 'unknown' } = RecordHead.safeParse(json).data ?? {};
  const found = formatVersion ?? format;
  if (typeof found === 'number' && found > version)
    throw new OutrunnerError('data-newer', { path, version: writtenBy });
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw damaged(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

/** Older records have their version in `format`. */
const RecordHead = z.object({
  formatVersion: z.number().optional(),
  format: z.unknown().optional(),
  writtenBy: z.string().optional(),
});

export function damaged(path: string, problem: string, cause?: unknown): OutrunnerError {
  return new OutrunnerError('data-damaged', { path, problem: oneLine(problem) }, { cause });
}

function unreadable(path: string, error: unknown): unknown {
  return UNREADABLE.has(systemCode(error) ?? '') ? damaged(path, problemOf(error), error) : error;
}

/** Errors of JSON parsers and schemas span several lines. */
function oneLine(problem: string): string {
  return problem.replaceAll(/\s+/g, ' ').slice(0, 300);
}

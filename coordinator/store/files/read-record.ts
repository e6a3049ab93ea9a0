import * as z from 'zod';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { damaged } from '../../../support/files/damage.ts';
import { readSmallFile } from '../../../support/files/small-file.ts';

/**
 * Reads a record that is stored as JSON with its `formatVersion`; undefined if there is none.
 *
 * Throws `data-newer` for a version above `version`, and `data-damaged` if the content does not match the schema.
 */
export async function readRecord<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  version: number,
  longest?: number,
): Promise<z.infer<Schema> | undefined> {
  const text = await readSmallFile(path, longest);
  return text === undefined ? undefined : parseRecord(path, text, schema, version);
}

/**
 * Parses the text of a record, or of a part of one. Throws the same errors as {@link readRecord}, with `path` as their
 * path.
 */
export function parseRecord<Schema extends z.ZodType>(
  path: string,
  text: string,
  schema: Schema,
  version: number,
): z.infer<Schema> {
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

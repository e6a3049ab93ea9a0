import * as z from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { damaged } from '../../support/files/damage.ts';

const Versioned = z.object({ format: z.int(), program: z.string() });

/**
 * Parses a file of the data dir with the schema of its format. Errors: `data-newer` with the version that wrote the
 * file, and `data-damaged`.
 */
export function readStoredJson<Value>(
  text: string,
  path: string,
  format: number,
  schema: z.ZodType<Value>,
): Value {
  const json = jsonOf(text, path);
  try {
    const version = Versioned.safeParse(json).data;
    if (version && version.format > format) {
      throw new OutrunnerError('data-newer', { path, version: version.program });
    }
    return schema.parse(json);
  } catch (error) {
    if (error instanceof OutrunnerError) throw error;
    throw damaged(path, problemOf(error), error);
  }
}

/** Parses JSON. Errors omit the parser's message, because it quotes the text, and the text may contain private keys. */
function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, text === '' ? 'it is empty' : 'it is not valid JSON');
  }
}

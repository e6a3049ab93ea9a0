import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ThreadProgram } from '../../support/threads/ask-thread.ts';

const NAME = 'node-parse-worker';

/**
 * Returns the program of the thread that parses long node texts. In a built program, it is a file in the same folder;
 * from source, a source file; in a single executable, the embedded text.
 */
export function nodeParseProgram(): ThreadProgram {
  const own = import.meta.filename;
  if (own === process.execPath)
    return { text: async () => (await import('node:sea')).getAsset(`${NAME}.cjs`, 'utf8') };
  const here = import.meta.dirname;
  if (own.endsWith('.ts'))
    return pathToFileURL(join(here, '..', '..', 'job-language', 'node-formats', `${NAME}.ts`));
  return join(here, `${NAME}.cjs`);
}

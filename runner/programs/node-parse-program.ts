import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ThreadProgram } from '../../support/threads/ask-thread.ts';

const NAME = 'node-parse-worker';

/**
 * The program of the thread that reads long texts of nodes. Built, it stands beside this one; run from its source, in its
 * folder; and where all programs are one executable, that one carries its text.
 */
export function nodeParseProgram(): ThreadProgram {
  const own = import.meta.filename;
  if (own === process.execPath)
    return { text: async () => (await import('node:sea')).getAsset(`${NAME}.cjs`, 'utf8') };
  const here = import.meta.dirname;
  if (own.endsWith('.ts'))
    return pathToFileURL(join(here, '..', '..', 'protocol', 'nodes', 'parser', `${NAME}.ts`));
  return join(here, `${NAME}.cjs`);
}

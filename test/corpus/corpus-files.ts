import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { root } from '../../scripts/checkout/root.ts';

/**
 * A folder of real job and node files by other authors. The tests only read these files, and the project does not
 * contain them.
 */
const CORPUS_FOLDER = process.env['OUTRUNNER_CORPUS'] ?? join(root, '../shared/corpus');
const INDEX = 'index.json';
const Index = z.array(z.looseObject({ file: z.string(), valid_rundeck_list: z.boolean() }));

export interface CorpusFile {
  readonly name: string;
  readonly text: string;
}

export interface CorpusJobFile extends CorpusFile {
  /** Whether the reference system accepts the file. */
  readonly isValid: boolean;
}

/** Returns the real job files. Without a corpus, logs that these tests are skipped, and returns none. */
export function corpusJobs(): readonly CorpusJobFile[] {
  const files = filesOf('jobs');
  if (files.length === 0) return [];
  const index = Index.parse(JSON.parse(readFileSync(join(CORPUS_FOLDER, 'jobs', INDEX), 'utf8')));
  const refused = new Set(index.filter((entry) => !entry.valid_rundeck_list).map(({ file }) => file));
  return files.map((file) => ({ ...file, isValid: !refused.has(file.name) }));
}

/** Returns the real inventories; see {@link corpusJobs}. */
export function corpusNodes(): readonly CorpusFile[] {
  return filesOf('nodes');
}

function filesOf(kind: string): CorpusFile[] {
  const folder = join(CORPUS_FOLDER, kind);
  if (!existsSync(folder)) {
    process.stderr.write(
      `The folder ${folder} does not exist: the tests of real job and node files are skipped.\n`,
    );
    return [];
  }
  return readdirSync(folder)
    .filter((name) => name !== INDEX)
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../../../scripts/root.ts';

const Index = z.array(z.looseObject({ file: z.string(), valid_rundeck_list: z.boolean() }));

/** Where real job files of others may stand. They are read there, and never kept in the project. */
export const CORPUS_FOLDER = join(root, '../shared/corpus/jobs');

export interface CorpusFile {
  readonly name: string;
  readonly text: string;
  /** Whether the reference system takes it. */
  readonly isValid: boolean;
}

/** The real job files, or undefined where there are none. */
export function readCorpus(): readonly CorpusFile[] | undefined {
  if (!existsSync(CORPUS_FOLDER)) return undefined;
  const index = Index.parse(JSON.parse(readFileSync(join(CORPUS_FOLDER, 'index.json'), 'utf8')));
  const refused = new Set(index.filter((entry) => !entry.valid_rundeck_list).map(({ file }) => file));
  return readdirSync(CORPUS_FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      name,
      text: readFileSync(join(CORPUS_FOLDER, name), 'utf8'),
      isValid: !refused.has(name),
    }));
}

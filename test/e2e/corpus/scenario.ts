import type { CorpusWorld } from './corpus-world.ts';

/** Runs a job of the corpus as its authors meant it, and asserts what that is. By the path of the job. */
export type Scenarios = Readonly<Record<string, (corpus: CorpusWorld) => Promise<void>>>;

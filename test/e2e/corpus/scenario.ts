import type { CorpusWorld } from './corpus-world.ts';

/** By the path of a job: runs the job as its authors intended, and asserts the result. */
export type Scenarios = Readonly<Record<string, (corpus: CorpusWorld) => Promise<void>>>;

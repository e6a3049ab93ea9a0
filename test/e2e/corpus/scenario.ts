import type { CorpusWorld } from './corpus-world.ts';

/** Scenarios by job path. Each runs the job as its authors intended, and asserts the result. */
export type Scenarios = Readonly<Record<string, (corpus: CorpusWorld) => Promise<void>>>;

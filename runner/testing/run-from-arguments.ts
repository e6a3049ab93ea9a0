/** A program for tests: runs a replica with the options that its only argument holds as JSON. */
import { runRunner } from '../main.ts';
import type { RunnerOptions } from '../runner-options.ts';

const options: RunnerOptions = JSON.parse(process.argv[2] ?? '{}');
process.exitCode = await runRunner(options);

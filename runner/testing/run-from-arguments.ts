/** A test program: runs a replica with the options in its only argument, as JSON. */

import type { RunnerOptions } from '../main.ts';
import { runRunner } from '../main.ts';

const options: RunnerOptions = JSON.parse(process.argv[2] ?? '{}');
process.exitCode = await runRunner(options);

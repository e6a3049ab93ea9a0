import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Programs } from './lifecycle/start-options.ts';

/**
 * Returns the programs of this installation. A build has all programs in one folder; in the sources, each is in the
 * folder of its module.
 */
export function siblingPrograms(): Programs {
  const here = import.meta.dirname;
  if (import.meta.filename.endsWith('.ts')) {
    return {
      journalWorker: pathToFileURL(join(here, '..', 'store', 'journal', 'journal-worker.ts')),
      jobCheckWorker: pathToFileURL(join(here, '..', 'jobs', 'check', 'job-check-worker.ts')),
      discoveryWorker: pathToFileURL(join(here, '..', 'runner-protocol', 'discovery', 'discovery-worker.ts')),
      nodeParseWorker: pathToFileURL(
        join(here, '..', '..', 'job-language', 'node-formats', 'node-parse-worker.ts'),
      ),
      runners: join(here, '..', '..', 'dist', 'runners'),
      outrunner: [process.execPath, join(here, '..', '..', 'cli', 'main.ts')],
    };
  }
  return {
    journalWorker: join(here, 'journal-worker.cjs'),
    jobCheckWorker: join(here, 'job-check-worker.cjs'),
    discoveryWorker: join(here, 'discovery-worker.cjs'),
    nodeParseWorker: join(here, 'node-parse-worker.cjs'),
    runners: join(here, 'runners'),
    built: here,
    outrunner: [process.execPath, join(here, 'outrunner.cjs')],
  };
}

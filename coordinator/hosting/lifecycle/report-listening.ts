import { join } from 'node:path';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import type { Log } from './log.ts';
import type { CoordinatorStartOptions } from './start-options.ts';

export interface ListeningFacts {
  readonly url: string;
  readonly socket?: string;
  readonly dataDir: string;
}

/**
 * Reports that the coordinator accepts connections. With the log format `json`, prints one line of data that is not a
 * log line.
 */
export function reportListening(
  { log: format, streams }: CoordinatorStartOptions,
  log: Log,
  facts: ListeningFacts,
): void {
  const adminTokenFile = join(facts.dataDir, 'admin.token');
  if (format === 'json') {
    const line = { event: 'listening', ...facts, adminTokenFile, version: PROGRAM_VERSION, pid: process.pid };
    streams.print(JSON.stringify(line));
    return;
  }
  log.info({ adminTokenFile }, `Outrunner coordinator ${PROGRAM_VERSION} listens on ${facts.url}`);
}

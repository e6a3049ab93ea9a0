import type { Labels } from '../protocol/entities/labels.ts';
import { OutrunnerError } from '../protocol/errors/outrunner-error.ts';

/** What `runner start` is told. What is left out is as it was enrolled. */
export interface RunnerOptions {
  readonly dataDir: string;
  /** `https://HOST:PORT` or `http://…`. */
  readonly server?: string | undefined;
  /** A file, or `-` for standard input. Otherwise the token stands in OUTRUNNER_ENROLLMENT_TOKEN. */
  readonly enrollmentTokenFile?: string | undefined;
  /** With its credentials, if it asks for some. */
  readonly proxy?: string | undefined;
  /** PEM file of authorities that are trusted beside the system's. */
  readonly caFile?: string | undefined;
  /** `sha256:HEX` of a certificate that the server presents: nothing else is trusted then. */
  readonly caFingerprint?: string | undefined;
  /** Operations that run at once; 50 by default. */
  readonly maxRunning?: number | undefined;
  /** As `--env KEY=VALUE` gives it: part of each step's environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What the host says of itself. */
  readonly labels?: Labels | undefined;
  /** `pretty` by default. */
  readonly log?: 'json' | 'pretty' | undefined;
  readonly logLevel?: string | undefined;
}

export const MAX_RUNNING = 50;
const MOST_RUNNING = 10_000;

/** How many operations may run at once. Errors: `usage`. */
export function maxRunningOf(options: RunnerOptions): number {
  const { maxRunning = MAX_RUNNING } = options;
  if (Number.isInteger(maxRunning) && maxRunning >= 1 && maxRunning <= MOST_RUNNING) return maxRunning;
  throw unusable(`--max-running is not a number from 1 to ${MOST_RUNNING}.`, 'Give a whole number.');
}

function unusable(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('usage', { problem, remedy });
}

import type { ExecutionStatus } from '../../protocol/entities/execution.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** What the command's exit says. */
export const EXIT = {
  succeeded: 0,
  failed: 1,
  /** Wrong usage, or input that cannot be read. */
  usage: 2,
  /** The coordinator was not reached, or refused. */
  refused: 3,
  timedOut: 124,
  aborted: 130,
} as const;

export function exitOfStatus(status: ExecutionStatus): number {
  switch (status) {
    case 'succeeded':
    case 'running':
      return EXIT.succeeded;
    case 'timedout':
      return EXIT.timedOut;
    case 'aborted':
      return EXIT.aborted;
    case 'failed':
    case 'failed-with-retry':
    case 'other':
      return EXIT.failed;
  }
}

/** Exit of a command that failed with an error of the catalogue. */
export function exitOfError(error: OutrunnerError): number {
  if (error.code === 'usage') return EXIT.usage;
  return error.code === 'internal' ? EXIT.failed : EXIT.refused;
}

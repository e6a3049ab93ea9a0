import type { ExecutionStatus } from '../../protocol/entities/execution.ts';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** The exit codes of commands. */
export const EXIT = {
  succeeded: 0,
  failed: 1,
  /** Wrong usage, or input that cannot be read. */
  usage: 2,
  /** The coordinator was unreachable or refused the request. */
  refused: 3,
  timedOut: 124,
  aborted: 130,
} as const;

export function exitOfStatus(status: ExecutionStatus): number {
  switch (status) {
    case 'succeeded':
    case 'scheduled':
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

/** Returns the exit code for an error of the catalogue. */
export function exitOfError({ code }: OutrunnerError): number {
  if (UNREADABLE.has(code)) return EXIT.usage;
  return FAILED.has(code) ? EXIT.failed : EXIT.refused;
}

const UNREADABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'plaintext-refused',
  'invalid-input',
  'job-invalid',
  'options-invalid',
  'orchestrator-invalid',
  'node-filter-invalid',
  'runner-filter-invalid',
  'nodes-invalid',
  'master-key-invalid',
  'folder-link-invalid',
  'folder-link-elsewhere',
  'folder-link-foreign',
  'folder-unsafe',
  'job-files-invalid',
]);

/** Errors whose cause is on this machine, not in the coordinator. */
const FAILED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'internal',
  'port-in-use',
  'address-not-bindable',
  'data-dir-unusable',
  'data-damaged',
  'database-damaged',
  'identity-damaged',
  'storage-full',
  'storage-failed',
  'storage-refused',
  'node-too-old',
]);

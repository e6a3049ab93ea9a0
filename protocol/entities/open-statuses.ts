import type { ExecutionStatus, OpenStatus } from './execution.ts';

/**
 * The statuses of an execution that has not ended. `scheduled`: it is planned for a later time and has not begun.
 * `running`: also while it waits for a runner. Apart from the schemas, because the journal thread does not load zod.
 */
export const OPEN_STATUSES = ['scheduled', 'running'] as const;

/** Whether an execution with this status has not ended. */
export function isOpenStatus(status: ExecutionStatus): status is OpenStatus {
  return OPEN_STATUSES.some((open) => open === status);
}

import * as z from 'zod';
import { ExecutionStatus } from '../../protocol/entities/execution.ts';
import { JobId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { executionName, executionText } from '../model/display-text.ts';
import { statusName } from '../model/state-names.ts';

/** The filter of the Executions view, stored per workspace. An absent key selects all executions. */
export const ExecutionRowFilter = z.object({
  job: z.object({ id: JobId, name: z.string() }).optional(),
  status: ExecutionStatus.optional(),
  /** A text that the id, name, user, options, status, reason or a failed node contains, ignoring case. */
  text: z.string().min(1).optional(),
});
export type ExecutionRowFilter = z.infer<typeof ExecutionRowFilter>;

/** The filter that selects all executions. */
export const NO_FILTER: ExecutionRowFilter = {};

export function isFiltered({ job, status, text }: ExecutionRowFilter): boolean {
  return job !== undefined || status !== undefined || text !== undefined;
}

/**
 * Returns the filter as the description of the view: `failed · backup · “web1”`. Empty if the filter selects all
 * executions.
 */
export function filterText({ job, status, text }: ExecutionRowFilter): string {
  const parts = [status && statusName(status), job?.name, text === undefined ? undefined : `“${text}”`];
  return parts.filter((part) => part !== undefined).join(' · ');
}

export function matchesFilter({ job, status, text }: ExecutionRowFilter, execution: Execution): boolean {
  if (job !== undefined && execution.job?.id !== job.id) return false;
  if (status !== undefined && execution.status !== status) return false;
  return text === undefined || searchedText(execution).includes(text.toLowerCase());
}

function searchedText(execution: Execution): string {
  const { id, user, argstring, failedNodes } = execution;
  const texts = [`#${id}`, executionName(execution), user, argstring ?? '', executionText(execution)];
  return [...texts, ...failedNodes].join('\n').toLowerCase();
}

/**
 * Messages between the webview of a job's history and the extension. The extension reads the executions and formats all
 * text; the webview displays it.
 */
import * as z from 'zod';
import { ExecutionId } from '../ids.ts';
import { CellState } from './execution-panel.ts';

export const HistoryRun = z.object({
  execution: ExecutionId,
  status: z.string(),
  state: CellState,
  started: z.string(),
  duration: z.string(),
  /** The duration as a fraction of the longest one, from 0 to 1. */
  share: z.number(),
  user: z.string(),
  options: z.string(),
  /** Whether the run ended, so that its job can be run again. */
  isRepeatable: z.boolean(),
});
export type HistoryRun = z.infer<typeof HistoryRun>;

export const JobHistoryState = z.object({
  job: z.string(),
  project: z.string(),
  /** Success rate and average duration. */
  summary: z.string(),
  /** Newest first. */
  runs: z.array(HistoryRun),
  /** Why there are no runs; empty if there are. */
  message: z.string(),
});
export type JobHistoryState = z.infer<typeof JobHistoryState>;

/** A message from the extension to the webview. */
export const JobHistoryUpdate = z.object({ type: z.literal('state'), state: JobHistoryState });
export type JobHistoryUpdate = z.infer<typeof JobHistoryUpdate>;

/** A message from the webview to the extension. */
export const JobHistoryCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('open'), execution: ExecutionId }),
  z.object({ type: z.literal('runAgain'), execution: ExecutionId }),
  z.object({ type: z.literal('runWithForm'), execution: ExecutionId }),
]);
export type JobHistoryCommand = z.infer<typeof JobHistoryCommand>;

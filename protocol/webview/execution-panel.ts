/**
 * Messages between the webview of the execution panel and the extension. The extension holds the state, sends only the
 * rows that are visible, and formats all text; the webview displays them and reports clicks and scrolling.
 */
import * as z from 'zod';

/** Maximum number of rows that the page may request. */
export const MOST_VISIBLE_ROWS = 200;

/** The state of a cell, a row or a step. Each has its own icon. */
export const CellState = z.enum([
  'failed',
  'handling',
  'running',
  'waiting',
  'aborted',
  'mixed',
  'succeeded',
  'skipped',
]);
export type CellState = z.infer<typeof CellState>;

/** A step on a node. `text` is its duration; `label` is for screen readers and tooltips. */
export const GridCell = z.object({
  state: CellState,
  text: z.string(),
  label: z.string(),
  stepctx: z.string(),
});
export type GridCell = z.infer<typeof GridCell>;

export const GridRow = z.object({
  node: z.string(),
  state: CellState,
  /** One entry for each step; null if the step does not run on the node. */
  cells: z.array(GridCell.nullable()),
});
export type GridRow = z.infer<typeof GridRow>;

export const GridStep = z.object({
  place: z.string(),
  label: z.string(),
  state: CellState,
  text: z.string(),
});
export type GridStep = z.infer<typeof GridStep>;

export const ExecutionHeader = z.object({
  name: z.string(),
  /** Status with duration, such as `Running for 12 s`. */
  status: z.string(),
  state: CellState,
  /** The user who started the execution, the start time and the options. */
  origin: z.string(),
  /** Why the execution waits or failed. */
  why: z.string(),
  /** When the execution is expected to end, from earlier runs of the job. */
  expected: z.string(),
  /** Number of steps on nodes: `done` have ended, `total` is the number of all. */
  done: z.number(),
  total: z.number(),
  progress: z.string(),
});
export type ExecutionHeader = z.infer<typeof ExecutionHeader>;

/** Work of a replica. `from` and `to` are fractions of the execution's duration, from 0 to 1. */
export const TimelineLane = z.object({
  name: z.string(),
  text: z.string(),
  segments: z.array(z.object({ from: z.number(), to: z.number(), state: CellState })),
});
export type TimelineLane = z.infer<typeof TimelineLane>;

/** A message from the extension to the webview. Absent parts are unchanged. */
export const ExecutionPanelUpdate = z.object({
  type: z.literal('update'),
  header: ExecutionHeader.optional(),
  /** Shown instead of the grid while the steps are loading or cannot be read; empty for none. */
  message: z.string().optional(),
  steps: z.array(GridStep).optional(),
  /** Number of all rows. */
  total: z.number().optional(),
  /** The visible rows, of which the first has the index `first`. */
  rows: z.object({ first: z.number(), rows: z.array(GridRow) }).optional(),
  timeline: z.array(TimelineLane).optional(),
});
export type ExecutionPanelUpdate = z.infer<typeof ExecutionPanelUpdate>;

/** A message from the webview to the extension. */
export const ExecutionPanelCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('scroll'),
    first: z.int().min(0),
    count: z.int().min(0).max(MOST_VISIBLE_ROWS),
  }),
  /** Opens the output of a step, or of a step on one node. */
  z.object({ type: z.literal('openOutput'), stepctx: z.string(), node: z.string().optional() }),
]);
export type ExecutionPanelCommand = z.infer<typeof ExecutionPanelCommand>;

/**
 * Messages between the webview of the job tagging editor and the extension. The extension holds the state; the webview
 * displays it and sends the user's changes.
 */
import * as z from 'zod';
import { Health } from '../entities/replica.ts';

/** The part of a job that determines its runners. */
export const TagSelection = z.object({
  where: z.enum(['local', 'tags', 'filter']),
  match: z.enum(['all', 'any']),
  tags: z.array(z.string()),
  /** The text of the filter, if `where` is `filter`. */
  filter: z.string().max(1024).optional(),
});
export type TagSelection = z.infer<typeof TagSelection>;

export const OfferedTag = z.object({
  tag: z.string(),
  /** Number of the project's runners that have the tag. */
  runners: z.number(),
  healthy: z.number(),
});
export type OfferedTag = z.infer<typeof OfferedTag>;

export const TaggingRunner = z.object({
  name: z.string(),
  health: Health,
  tags: z.array(z.string()).readonly(),
  running: z.number(),
  maxRunning: z.number(),
});
export type TaggingRunner = z.infer<typeof TaggingRunner>;

export const TaggingState = z.object({
  job: z.object({ name: z.string(), group: z.string(), project: z.string() }),
  offered: z.array(OfferedTag).readonly(),
  selection: TagSelection,
  matching: z.array(TaggingRunner).readonly(),
  /** Why no runner matches; absent if one does. */
  explanation: z.string().optional(),
  /** Whether the selection differs from the saved job. */
  changed: z.boolean(),
  /** Whether the selection has changed, is complete, and is not being saved. */
  savable: z.boolean(),
  saving: z.boolean(),
  /** Result of the last save. Screen readers announce it. */
  notice: z.object({ kind: z.enum(['saved', 'problem']), text: z.string() }).optional(),
});
export type TaggingState = z.infer<typeof TaggingState>;

/** A message from the extension to the webview. */
export const TaggingNotification = z.object({ type: z.literal('state'), state: TaggingState });
export type TaggingNotification = z.infer<typeof TaggingNotification>;

/** A message from the webview to the extension. The extension posts nothing to a webview before its `ready`. */
export const TaggingCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('select'), selection: TagSelection }),
  z.object({ type: z.literal('save') }),
  z.object({ type: z.literal('revert') }),
  z.object({ type: z.literal('openYaml') }),
]);
export type TaggingCommand = z.infer<typeof TaggingCommand>;

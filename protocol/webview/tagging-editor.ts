/**
 * Messages between the webview of the job tagging editor and the extension. The extension holds the state; the webview
 * displays it and sends the user's changes.
 */
import * as z from 'zod';
import type { Health } from '../entities/replica.ts';

/** The part of a job that determines its runners. */
export const TagSelection = z.object({
  where: z.enum(['local', 'tags', 'filter']),
  match: z.enum(['all', 'any']),
  tags: z.array(z.string()),
  /** The text of the filter, if `where` is `filter`. */
  filter: z.string().max(1024).optional(),
});
export type TagSelection = z.infer<typeof TagSelection>;

export interface OfferedTag {
  readonly tag: string;
  /** Number of the project's runners that have the tag. */
  readonly runners: number;
  readonly healthy: number;
}

export interface TaggingRunner {
  readonly name: string;
  readonly health: z.infer<typeof Health>;
  readonly tags: readonly string[];
  readonly running: number;
  readonly maxRunning: number;
}

export interface TaggingState {
  readonly job: { readonly name: string; readonly group: string; readonly project: string };
  readonly offered: readonly OfferedTag[];
  readonly selection: TagSelection;
  readonly matching: readonly TaggingRunner[];
  /** Why no runner matches; absent if one does. */
  readonly explanation?: string;
  /** Whether the selection differs from the saved job. */
  readonly changed: boolean;
  /** Whether the selection has changed, is complete, and is not being saved. */
  readonly savable: boolean;
  readonly saving: boolean;
  /** Result of the last save. Screen readers announce it. */
  readonly notice?: { readonly kind: 'saved' | 'problem'; readonly text: string };
}

/** A message from the extension to the webview. */
export interface TaggingNotification {
  readonly type: 'state';
  readonly state: TaggingState;
}

/** A message from the webview to the extension. The extension posts nothing to a webview before its `ready`. */
export const TaggingCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('select'), selection: TagSelection }),
  z.object({ type: z.literal('save') }),
  z.object({ type: z.literal('revert') }),
  z.object({ type: z.literal('openYaml') }),
]);
export type TaggingCommand = z.infer<typeof TaggingCommand>;

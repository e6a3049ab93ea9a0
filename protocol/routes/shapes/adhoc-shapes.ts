import * as z from 'zod';
import { ExecutionId } from '../../ids.ts';
import { metaRunnerKeys } from './asked-runners.ts';

const Flag = z.union([z.boolean(), z.stringbool()]);

/** Parameters of every ad-hoc command, in Rundeck's format. Forms and queries send strings. */
const adhocKeys = {
  /** A node filter. Absent: the command runs on the host of the runner. */
  filter: z.string().optional(),
  nodeThreadcount: z.coerce.number().int().min(1).optional(),
  nodeKeepgoing: Flag.optional(),
  asUser: z.string().min(1).max(255).optional(),
  /** The runners. Absent: those that the project selects. */
  ...metaRunnerKeys,
};

const scriptKeys = {
  argString: z.string().optional(),
  scriptInterpreter: z.string().optional(),
  interpreterArgsQuoted: Flag.optional(),
  fileExtension: z.string().optional(),
};

export const AdhocCommand = z.object({ ...adhocKeys, exec: z.string().optional() });
export type AdhocCommand = z.infer<typeof AdhocCommand>;

export const AdhocScript = z.object({
  ...adhocKeys,
  ...scriptKeys,
  /** The script as text, or as a file of a form (`scriptFile`). */
  script: z.string().optional(),
  scriptFile: z.string().optional(),
});
export type AdhocScript = z.infer<typeof AdhocScript>;

export const AdhocUrl = z.object({
  ...adhocKeys,
  ...scriptKeys,
  scriptURL: z.string().optional(),
  url: z.string().optional(),
});
export type AdhocUrl = z.infer<typeof AdhocUrl>;

export const AdhocStarted = z.object({
  message: z.string(),
  execution: z.object({ id: ExecutionId, href: z.string(), permalink: z.string() }),
});
export type AdhocStarted = z.infer<typeof AdhocStarted>;

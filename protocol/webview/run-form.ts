/**
 * Messages between the webview of a run form and the extension. The extension holds the state and checks the values; the
 * webview displays them and sends the user's changes. The extension never sends the value of a secure option.
 */
import * as z from 'zod';

/** The longest value that the page may send for a field, in characters. */
const LONGEST_VALUE = 65_536;
/** The longest draft, in characters. A form with longer values is not restored. */
export const LONGEST_DRAFT = 262_144;

const Choice = z.object({ label: z.string(), value: z.string() });

/** An option as the form shows it. */
export const RunFormField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  /** `choice` and `several` offer `choices`; `text` suggests them. */
  kind: z.enum(['text', 'choice', 'several', 'secure', 'file']),
  /** A string, several strings joined by `delimiter`, or the name of a file. Always empty for secure options. */
  value: z.string(),
  choices: z.array(Choice),
  /** Whether `several` also accepts values that are not among the choices. */
  isOpen: z.boolean(),
  delimiter: z.string(),
  placeholder: z.string(),
  required: z.boolean(),
  /** Why the values could not be loaded, or that they are loading; empty otherwise. */
  hint: z.string(),
  canRetry: z.boolean(),
  /** Why the value is not accepted; empty if it is, or if the user has not changed it yet. */
  problem: z.string(),
});
export type RunFormField = z.infer<typeof RunFormField>;

/** Where, when and how the job runs. */
export const RunSettings = z.object({
  /** Empty: the nodes of the job. */
  filter: z.string().max(LONGEST_VALUE),
  runners: z.enum(['job', 'local', 'other']),
  /** Tags or a filter, if `runners` is `other`. */
  runnerFilter: z.string().max(4096),
  /** Empty: the log level of the job. */
  logLevel: z.enum(['', 'DEBUG', 'VERBOSE', 'INFO', 'WARN', 'ERROR']),
  /** When *Run Later* starts the job: ISO 8601 in UTC; empty if no time is chosen. */
  startAt: z.string().max(64),
});
export type RunSettings = z.infer<typeof RunSettings>;

/** A setting that the user may change for one run. */
const SettingField = z.object({
  /** The value of the job. */
  ofJob: z.string(),
  /** The nodes or runners that the value selects now. */
  hint: z.string(),
  problem: z.string(),
});

export const RunFormState = z.object({
  job: z.string(),
  project: z.string(),
  description: z.string(),
  fields: z.array(RunFormField),
  settings: RunSettings,
  /** Absent if a run may not select other nodes. */
  nodes: SettingField.optional(),
  /** Absent if a run may not select other runners. */
  runners: SettingField.optional(),
  startProblem: z.string(),
  /** Whether the job has changed since the form was loaded. */
  changed: z.boolean(),
  /** Whether the job can be run: the form is loaded, and no run is being started. */
  runnable: z.boolean(),
  /**
   * The values of the form, which the page keeps over a reload of the window and returns with `ready`. Only the extension
   * reads it. Contains neither secure values nor files. Absent: the page keeps the draft that it has. Empty: the page
   * deletes it, because the values are too long to be kept.
   */
  draft: z.string().optional(),
  /** Result of the last run, or why there is no form. Screen readers announce it. */
  notice: z.object({ kind: z.enum(['done', 'problem']), text: z.string() }).optional(),
});
export type RunFormState = z.infer<typeof RunFormState>;

/** Returns the draft that the page keeps once it shows a state. Undefined if it keeps none. */
export function draftToKeep(kept: string | undefined, { draft }: RunFormState): string | undefined {
  if (draft === undefined) return kept;
  return draft === '' ? undefined : draft;
}

/** A message from the extension to the webview. */
export const RunFormUpdate = z.object({ type: z.literal('state'), state: RunFormState });
export type RunFormUpdate = z.infer<typeof RunFormUpdate>;

/** A message from the webview to the extension. */
export const RunFormCommand = z.discriminatedUnion('type', [
  /** `draft`: what the page kept when the window was reloaded. */
  z.object({ type: z.literal('ready'), draft: z.string().max(LONGEST_DRAFT).optional() }),
  z.object({ type: z.literal('change'), name: z.string(), value: z.string().max(LONGEST_VALUE) }),
  z.object({ type: z.literal('set'), settings: RunSettings }),
  z.object({ type: z.literal('chooseFile'), name: z.string() }),
  z.object({ type: z.literal('removeFile'), name: z.string() }),
  z.object({ type: z.literal('loadValues') }),
  z.object({ type: z.literal('reload') }),
  /** `later`: at the time in the settings. */
  z.object({ type: z.literal('run'), later: z.boolean() }),
]);
export type RunFormCommand = z.infer<typeof RunFormCommand>;

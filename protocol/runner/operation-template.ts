import * as z from 'zod';

/** A command. The replica expands its `${…}` references and runs it with `/bin/sh -c`. */
export const CommandTemplate = z.object({
  kind: z.literal('exec'),
  command: z.string(),
  /** Whether the step requests a pseudo-terminal. */
  pty: z.boolean(),
});
export type CommandTemplate = z.infer<typeof CommandTemplate>;

/** How a script is executed, wherever its text comes from. */
const ScriptRun = {
  /** One line, tokenised like Rundeck's argument strings; may contain `${…}` references. */
  args: z.string().optional(),
  /** One line, tokenised the same way; may contain `${scriptfile}`. Absent: the script's `#!` line, else `/bin/sh`. */
  interpreter: z.string().optional(),
  /** Whether to pass file and arguments to the interpreter as one argument, quoted for a shell. */
  interpreterArgsQuoted: z.boolean().optional(),
  /** Extension of the script's file name, with or without the leading dot. */
  fileExtension: z.string().optional(),
  pty: z.boolean(),
};

/**
 * An inline script. The replica expands its `@…@` tokens, writes it to a file, and runs the file with the arguments.
 */
export const ScriptTemplate = z.object({ kind: z.literal('script'), script: z.string(), ...ScriptRun });
export type ScriptTemplate = z.infer<typeof ScriptTemplate>;

/** A script file on the host of the runner. */
export const ScriptFileTemplate = z.object({
  kind: z.literal('script-file'),
  /** Absolute; may contain `${…}` references. */
  path: z.string(),
  /** Whether to expand the `@…@` tokens in the file's text. */
  expandTokens: z.boolean(),
  ...ScriptRun,
});
export type ScriptFileTemplate = z.infer<typeof ScriptFileTemplate>;

/** A script that the runner fetches. */
export const ScriptUrlTemplate = z.object({
  kind: z.literal('script-url'),
  /** `http:`, `https:` or `file:`; may contain `${…}` references, whose values are percent-encoded. */
  url: z.string(),
  /** `sha256:HEX`: the required checksum of the fetched file. */
  checksum: z.string().optional(),
  maxBytes: z.int().positive(),
  expandTokens: z.boolean(),
  ...ScriptRun,
});
export type ScriptUrlTemplate = z.infer<typeof ScriptUrlTemplate>;

/** A step of a plugin that is built into the runner, for example `copyfile`. */
export const PluginTemplate = z.object({
  kind: z.literal('plugin'),
  provider: z.string(),
  /** The configuration in the job. Its strings may contain `${…}` references. */
  configuration: z.record(z.string(), z.json()),
  pty: z.literal(false),
});
export type PluginTemplate = z.infer<typeof PluginTemplate>;

/** The unexpanded action of one operation. The replica expands it with the operation's values. */
export const OperationTemplate = z.discriminatedUnion('kind', [
  CommandTemplate,
  ScriptTemplate,
  ScriptFileTemplate,
  ScriptUrlTemplate,
  PluginTemplate,
]);
export type OperationTemplate = z.infer<typeof OperationTemplate>;

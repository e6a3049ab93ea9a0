import * as z from 'zod';

/** A command, run by `/bin/sh -c` after its `${…}` references are expanded. */
export const CommandTemplate = z.object({
  kind: z.literal('exec'),
  command: z.string(),
  /** Whether the step requests a pseudo-terminal. */
  pty: z.boolean(),
});
export type CommandTemplate = z.infer<typeof CommandTemplate>;

/** How a script is executed, for every source of its text. */
const ScriptRun = {
  /** One line, tokenised like Rundeck's argument strings; may hold `${…}` references. */
  args: z.string().optional(),
  /** One line, tokenised the same way; may hold `${scriptfile}`. Absent: the script's `#!` line, else `/bin/sh`. */
  interpreter: z.string().optional(),
  /** Pass file and arguments to the interpreter as one argument, quoted for a shell. */
  interpreterArgsQuoted: z.boolean().optional(),
  /** Ending of the script's file name, with or without its dot. */
  fileExtension: z.string().optional(),
  pty: z.boolean(),
};

/** An inline script, written to a file after its `@…@` tokens are expanded, then run with its arguments. */
export const ScriptTemplate = z.object({ kind: z.literal('script'), script: z.string(), ...ScriptRun });
export type ScriptTemplate = z.infer<typeof ScriptTemplate>;

/** A script file on the host of the runner. */
export const ScriptFileTemplate = z.object({
  kind: z.literal('script-file'),
  /** Absolute; may hold `${…}` references. */
  path: z.string(),
  /** Whether `@…@` tokens of its text are expanded. */
  expandTokens: z.boolean(),
  ...ScriptRun,
});
export type ScriptFileTemplate = z.infer<typeof ScriptFileTemplate>;

/** A script that the runner fetches. */
export const ScriptUrlTemplate = z.object({
  kind: z.literal('script-url'),
  /** `http:`, `https:` or `file:`; may hold `${…}` references, whose values are percent-encoded. */
  url: z.string(),
  /** `sha256:HEX`: the required checksum of the fetched file. */
  checksum: z.string().optional(),
  maxBytes: z.int().positive(),
  expandTokens: z.boolean(),
  ...ScriptRun,
});
export type ScriptUrlTemplate = z.infer<typeof ScriptUrlTemplate>;

/** A step of a provider that the runner has built in, for example `copyfile`. */
export const PluginTemplate = z.object({
  kind: z.literal('plugin'),
  provider: z.string(),
  /** As configured in the job; texts in it may contain `${…}` references. */
  configuration: z.record(z.string(), z.json()),
  pty: z.literal(false),
});
export type PluginTemplate = z.infer<typeof PluginTemplate>;

/** The action of one operation, unexpanded. The replica expands it with the operation's values. */
export const OperationTemplate = z.discriminatedUnion('kind', [
  CommandTemplate,
  ScriptTemplate,
  ScriptFileTemplate,
  ScriptUrlTemplate,
  PluginTemplate,
]);
export type OperationTemplate = z.infer<typeof OperationTemplate>;

import { z } from 'zod';

/** A command, run by `/bin/sh -c` after its `${…}` references are expanded. */
export const CommandTemplate = z.object({
  kind: z.literal('exec'),
  command: z.string(),
  /** The step asks for a pseudo-terminal. */
  pty: z.boolean(),
});
export type CommandTemplate = z.infer<typeof CommandTemplate>;

/** An inline script, written to a file after its `@…@` tokens are expanded, then run with its arguments. */
export const ScriptTemplate = z.object({
  kind: z.literal('script'),
  script: z.string(),
  /** One line, tokenised like Rundeck's argument strings; may hold `${…}` references. */
  args: z.string().optional(),
  /** One line, tokenised the same way; may hold `${scriptfile}`. Absent: the script's `#!` line, else `/bin/sh`. */
  interpreter: z.string().optional(),
  /** Pass file and arguments to the interpreter as one argument, quoted for a shell. */
  interpreterArgsQuoted: z.boolean().optional(),
  /** Ending of the script's file name, with or without its dot. */
  fileExtension: z.string().optional(),
  pty: z.boolean(),
});
export type ScriptTemplate = z.infer<typeof ScriptTemplate>;

/** What one operation does, unexpanded: the replica expands it with the operation's values. */
export const OperationTemplate = z.discriminatedUnion('kind', [CommandTemplate, ScriptTemplate]);
export type OperationTemplate = z.infer<typeof OperationTemplate>;

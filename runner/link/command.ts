import * as z from 'zod';
import { LOG_LEVELS } from '../../job-language/log-filters/line-filter.ts';
import { LogFilter } from '../../protocol/runner/log-filter.ts';
import { RemoteStepSchema } from './remote-step.ts';
import { AtLeastOne, type DeepReadonly, Environment, TerminalSizeSchema } from './value-schemas.ts';

/** `false` for pipes, otherwise the size of a pseudo-terminal. */
export const TerminalSchema = z.union([z.literal(false), TerminalSizeSchema]);
export type Terminal = DeepReadonly<z.infer<typeof TerminalSchema>>;

/** The size of a pseudo-terminal until a viewer resizes it. */
export const FIRST_TERMINAL: Exclude<Terminal, false> = { columns: 80, rows: 24 };

/** The text of a script step. It is written to a 0700 file that exists while the step runs. */
const ScriptSchema = z.object({
  text: z.string(),
  /** Extension of the file name with its dot, for example `.sh`; may be empty. */
  extension: z.string(),
});
export type Script = DeepReadonly<z.infer<typeof ScriptSchema>>;

/** Log filters, in the order in which each line passes them. */
const OutputFiltersSchema = z.object({
  filters: z.array(LogFilter),
  /** The most verbose level that is shown. Lines of more verbose levels are dropped. */
  shown: z.enum(LOG_LEVELS),
});
export type OutputFilters = DeepReadonly<z.infer<typeof OutputFiltersSchema>>;

/** Programs with their arguments, which the operator of the runner configured to run before and after operations. */
const OperationHooksSchema = z.object({
  before: z.array(z.string()).exactOptional(),
  after: z.array(z.string()).exactOptional(),
  timeoutMilliseconds: AtLeastOne,
  /** Facts about the operation for the hooks, without secrets. */
  context: z.record(z.string(), z.string()),
});
export type OperationHooks = DeepReadonly<z.infer<typeof OperationHooksSchema>>;

/** The command of an operation. It is available only after the grant. */
export const CommandSchema = z.object({
  /**
   * Program and arguments. In a script step, each `SCRIPT_PATH` in them is replaced with the path of the script file.
   */
  argv: z.array(z.string()),
  /** The complete environment. The keeper adds `OUTRUNNER_OPERATION` if it is missing, and nothing else. */
  env: Environment,
  /** Default: the `HOME` of `env` if that is a directory, otherwise `/`. */
  cwd: z.string().exactOptional(),
  script: ScriptSchema.exactOptional(),
  /** Secrets to replace before output is stored or sent. Multi-line secrets are also masked line by line. */
  masks: z.array(z.string()),
  /** The replacement of a secret. Default: `*****`. */
  mask: z.string().exactOptional(),
  /** Filters that are applied to the masked output. If absent, the output is not filtered. */
  filters: OutputFiltersSchema.exactOptional(),
  hooks: OperationHooksSchema.exactOptional(),
  /**
   * If present, the step is executed on a node, with `env` added to its environment. `argv` is then empty, and there is
   * no gate.
   */
  remote: RemoteStepSchema.exactOptional(),
});
export type LinkCommand = DeepReadonly<z.infer<typeof CommandSchema>>;

/** Placeholder in `LinkCommand.argv` for the path of the script file, which only the keeper knows. */
export const SCRIPT_PATH = '\u0000script-path';

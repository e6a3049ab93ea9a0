import * as z from 'zod';
import { LOG_LEVELS } from '../../job-language/log-filters/line-filter.ts';
import { LogFilter } from '../../protocol/runner/log-filter.ts';
import { RemoteStepSchema } from './remote-step.ts';
import { AtLeastOne, type DeepReadonly, Environment, TerminalSizeSchema } from './value-schemas.ts';

/** `false`: pipes. Otherwise a pseudo-terminal of that size. */
export const TerminalSchema = z.union([z.literal(false), TerminalSizeSchema]);
export type Terminal = DeepReadonly<z.infer<typeof TerminalSchema>>;

/** The size of a pseudo-terminal until a viewer resizes it. */
export const FIRST_TERMINAL: Exclude<Terminal, false> = { columns: 80, rows: 24 };

/** The text of a script step, written to a 0700 file that exists as long as the step runs. */
const ScriptSchema = z.object({
  text: z.string(),
  /** Extension of the file name with its dot, for example `.sh`; may be empty. */
  extension: z.string(),
});
export type Script = DeepReadonly<z.infer<typeof ScriptSchema>>;

/** Log filters in the order in which they are applied to a line. */
const OutputFiltersSchema = z.object({
  filters: z.array(LogFilter),
  /** Lines of a more verbose level are dropped. */
  shown: z.enum(LOG_LEVELS),
});
export type OutputFilters = DeepReadonly<z.infer<typeof OutputFiltersSchema>>;

/** Programs, each with its arguments, that the operator of the runner has run before and after an operation. */
const OperationHooksSchema = z.object({
  before: z.array(z.string()).exactOptional(),
  after: z.array(z.string()).exactOptional(),
  timeoutMilliseconds: AtLeastOne,
  /** Facts about the operation, without secrets. */
  context: z.record(z.string(), z.string()),
});
export type OperationHooks = DeepReadonly<z.infer<typeof OperationHooksSchema>>;

/** The command of an operation. It is known only once the operation was granted. */
export const CommandSchema = z.object({
  /** Program and arguments. With a script, each `SCRIPT_PATH` in them is replaced by the script file's path. */
  argv: z.array(z.string()),
  /** The complete environment; nothing is inherited. The keeper adds `OUTRUNNER_OPERATION` if it is missing. */
  env: Environment,
  /** Default: the `HOME` of `env` if that is a directory, otherwise `/`. */
  cwd: z.string().exactOptional(),
  script: ScriptSchema.exactOptional(),
  /** Secrets that are replaced before anything is stored or sent. Secrets of several lines are also masked line by line. */
  masks: z.array(z.string()),
  /** The replacement of a secret. Default: `*****`. */
  mask: z.string().exactOptional(),
  /** Applied to masked output. Absent: output is stored unchanged. */
  filters: OutputFiltersSchema.exactOptional(),
  hooks: OperationHooksSchema.exactOptional(),
  /** If present, the step is executed on a node, with `env` added to its environment. `argv` is empty and no gate is used. */
  remote: RemoteStepSchema.exactOptional(),
});
export type LinkCommand = DeepReadonly<z.infer<typeof CommandSchema>>;

/** Placeholder in `LinkCommand.argv` for the path of the script file, which only the keeper knows. */
export const SCRIPT_PATH = '\u0000script-path';

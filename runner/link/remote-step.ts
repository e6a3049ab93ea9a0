import * as z from 'zod';
import { AtLeastOne, Count, type DeepReadonly, Environment, TerminalSizeSchema } from './value-schemas.ts';

/** A program of this host that does something for a node. */
const HostProgramSchema = z.object({
  argv: z.array(z.string()),
  /** The complete environment. */
  env: Environment,
  cwd: z.string().exactOptional(),
});
export type HostProgram = DeepReadonly<z.infer<typeof HostProgramSchema>>;

/** How this host copies the script to the node: by a program, or through a file system that both share. */
const HostCopierSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('program'), program: HostProgramSchema }),
  z.object({ kind: z.literal('shared-files') }),
]);
export type HostCopier = DeepReadonly<z.infer<typeof HostCopierSchema>>;

const Address = z.object({ host: z.string(), port: AtLeastOne });

/** A server, and the credentials that a user presents there. Times are milliseconds. */
const RemoteTargetSchema = Address.extend({
  username: z.string(),
  /** Servers to pass through, nearest first. Without a user name, the target's user name is used. */
  jumps: z.array(Address.extend({ username: z.string().exactOptional() })),
  /** 0: no time limit. */
  connectMilliseconds: Count,
  keepaliveMilliseconds: Count,
  hostKeys: z.object({ path: z.string(), mode: z.enum(['strict', 'accept-new']) }),
  key: z
    .object({ text: z.string(), passphrase: z.string().exactOptional(), where: z.string() })
    .exactOptional(),
  password: z.string().exactOptional(),
  /** Socket of an SSH agent on this host. */
  agent: z.string().exactOptional(),
});
export type RemoteTarget = DeepReadonly<z.infer<typeof RemoteTargetSchema>>;

/** A script file that exists on the node while the command runs. */
const RemoteScriptSchema = z.object({
  /** Absolute. */
  path: z.string(),
  text: z.string(),
  /** Permissions of the file. */
  mode: Count,
  /** Whether the file is synced to the node's disk before it runs. */
  syncs: z.boolean(),
  /** The command that removes the file. Absent: the file stays. */
  removal: z.string().exactOptional(),
  /** Absent: the file is written over SSH. */
  copier: HostCopierSchema.exactOptional(),
});
export type RemoteScript = DeepReadonly<z.infer<typeof RemoteScriptSchema>>;

/** Files of this host that are copied to the node. Missing folders are created there. */
const RemoteCopiesSchema = z.object({
  files: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Whether each copied file is reported in the output. */
  echo: z.boolean(),
});
export type RemoteCopies = DeepReadonly<z.infer<typeof RemoteCopiesSchema>>;

const RemoteTerminalSchema = z.object({
  size: TerminalSizeSchema,
  /** Whether a person may watch it and type. Otherwise only the command needs it, and its output is `stdout`. */
  isShown: z.boolean(),
});
export type RemoteTerminal = DeepReadonly<z.infer<typeof RemoteTerminalSchema>>;

/** A password prompt. Its patterns run in linear time. */
const RemotePromptSchema = z.object({
  prompt: z.string(),
  refusal: z.string(),
  /** Number of lines in which the prompt is looked for. */
  promptLines: AtLeastOne,
  /** Number of lines in which the refusal is looked for after the answer. */
  responseLines: AtLeastOne,
  password: z.string(),
});
export type RemotePrompt = DeepReadonly<z.infer<typeof RemotePromptSchema>>;

/** A step that is executed on a node over SSH, with all settings that the node's attributes contain. */
export const RemoteStepSchema = z.object({
  /** Name of the node, for messages. */
  node: z.string(),
  target: RemoteTargetSchema,
  /** Interpreted by the login shell of the user on the node. */
  command: z.string(),
  /** If present, this program runs on this host instead of the command, and only the script is copied to the node. */
  program: HostProgramSchema.exactOptional(),
  /** The whole standard input of the command. Excludes `terminal`. */
  input: z.string().exactOptional(),
  script: RemoteScriptSchema.exactOptional(),
  /** If present, these files are copied, and there is no command. */
  copies: RemoteCopiesSchema.exactOptional(),
  /** If present, the command runs in a pseudo-terminal. */
  terminal: RemoteTerminalSchema.exactOptional(),
  /** Prompts that are answered, in their order. */
  prompts: z.array(RemotePromptSchema),
  windows: z.boolean(),
  /** Whether another step will probably follow on the node soon. */
  isFollowed: z.boolean().exactOptional(),
  /** 0: no time limit. */
  timeoutMilliseconds: Count,
});
export type RemoteStep = DeepReadonly<z.infer<typeof RemoteStepSchema>>;

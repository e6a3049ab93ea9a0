import * as z from 'zod';
import { AtLeastOne, Count, type DeepReadonly, Environment, TerminalSizeSchema } from './value-schemas.ts';

/** A program of this host that acts for a node. */
const HostProgramSchema = z.object({
  argv: z.array(z.string()),
  /** The complete environment. */
  env: Environment,
  cwd: z.string().exactOptional(),
});
export type HostProgram = DeepReadonly<z.infer<typeof HostProgramSchema>>;

/** How this host copies the script to the node: with a program, or through a shared file system. */
const HostCopierSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('program'), program: HostProgramSchema }),
  z.object({ kind: z.literal('shared-files') }),
]);
export type HostCopier = DeepReadonly<z.infer<typeof HostCopierSchema>>;

const Address = z.object({ host: z.string(), port: AtLeastOne });

/** A server and the credentials for it. */
const RemoteTargetSchema = Address.extend({
  username: z.string(),
  /** Jump hosts, nearest first. The default user name is that of the target. */
  jumps: z.array(Address.extend({ username: z.string().exactOptional() })),
  /** Time limit for connecting, in ms; 0 for no limit. */
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
  /** Absolute path. */
  path: z.string(),
  text: z.string(),
  /** Permissions of the file. */
  mode: Count,
  /** Whether the file is synced to the node's disk before the command runs. */
  syncs: z.boolean(),
  /** The command that removes the file. If absent, the file remains. */
  removal: z.string().exactOptional(),
  /** If absent, the file is written over SSH. */
  copier: HostCopierSchema.exactOptional(),
});
export type RemoteScript = DeepReadonly<z.infer<typeof RemoteScriptSchema>>;

/** Files of this host to copy to the node. Missing folders are created on the node. */
const RemoteCopiesSchema = z.object({
  files: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Whether the output reports each copied file. */
  echo: z.boolean(),
});
export type RemoteCopies = DeepReadonly<z.infer<typeof RemoteCopiesSchema>>;

const RemoteTerminalSchema = z.object({
  size: TerminalSizeSchema,
  /**
   * Whether viewers can see the terminal and type into it. If false, the terminal only serves the command, and its
   * output is `stdout`.
   */
  isShown: z.boolean(),
});
export type RemoteTerminal = DeepReadonly<z.infer<typeof RemoteTerminalSchema>>;

/** A password prompt with its patterns. They are matched in linear time. */
const RemotePromptSchema = z.object({
  prompt: z.string(),
  refusal: z.string(),
  /** Maximum number of lines that are searched for the prompt. */
  promptLines: AtLeastOne,
  /** Maximum number of lines after the response that are searched for a refusal. */
  responseLines: AtLeastOne,
  password: z.string(),
});
export type RemotePrompt = DeepReadonly<z.infer<typeof RemotePromptSchema>>;

/** A step that is executed on a node over SSH, with all settings from the node's attributes. */
export const RemoteStepSchema = z.object({
  /** Name of the node, for messages. */
  node: z.string(),
  target: RemoteTargetSchema,
  /** Interpreted by the user's login shell on the node. */
  command: z.string(),
  /** If present, this program runs on this host instead of the command. Only the script is copied to the node. */
  program: HostProgramSchema.exactOptional(),
  /** The complete standard input of the command. Cannot be combined with `terminal`. */
  input: z.string().exactOptional(),
  script: RemoteScriptSchema.exactOptional(),
  /** If present, these files are copied, and there is no command. */
  copies: RemoteCopiesSchema.exactOptional(),
  /** If present, the command runs in a pseudo-terminal. */
  terminal: RemoteTerminalSchema.exactOptional(),
  /** Prompts to answer, in this order. */
  prompts: z.array(RemotePromptSchema),
  windows: z.boolean(),
  /** Whether another step is likely to follow soon on the node. */
  isFollowed: z.boolean().exactOptional(),
  /** Time limit of the command, in ms; 0 for no limit. */
  timeoutMilliseconds: Count,
});
export type RemoteStep = DeepReadonly<z.infer<typeof RemoteStepSchema>>;

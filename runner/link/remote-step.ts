import type { Terminal } from './messages.ts';

/** A step that is executed on a node over SSH, with everything decided that its node's attributes decide. */
export interface RemoteStep {
  /** Name of the node, for a person. */
  readonly node: string;
  readonly target: RemoteTarget;
  /** Read by the login shell of the user there. */
  readonly command: string;
  /** Present: it is executed on this host instead of the command, and the node is asked for nothing but the script's place. */
  readonly program?: HostProgram;
  /** Standard input of the command, whole. Not with a terminal. */
  readonly input?: string;
  /** A file that stands on the node while the command runs. */
  readonly script?: RemoteScript;
  /** Present: these files are copied, and there is no command. */
  readonly copies?: RemoteCopies;
  /** Present: the command runs in a pseudo-terminal. */
  readonly terminal?: RemoteTerminal;
  /** Prompts that are answered, in their order. */
  readonly prompts: readonly RemotePrompt[];
  readonly windows: boolean;
  /** Another step is likely to come for the node soon. */
  readonly isFollowed?: boolean;
  /** 0: it may take any time. */
  readonly timeoutMilliseconds: number;
}

/** A server, and what a user proves there who they are with. Times are milliseconds. */
export interface RemoteTarget {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Servers to pass through, nearest first; without a user name that of the target counts. */
  readonly jumps: readonly { readonly host: string; readonly port: number; readonly username?: string }[];
  /** 0 waits for ever. */
  readonly connectMilliseconds: number;
  readonly keepaliveMilliseconds: number;
  readonly hostKeys: { readonly path: string; readonly mode: 'strict' | 'accept-new' };
  readonly key?: { readonly text: string; readonly passphrase?: string; readonly where: string };
  readonly password?: string;
  /** Socket of an agent on this host. */
  readonly agent?: string;
}

export interface RemoteScript {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Its permissions. */
  readonly mode: number;
  /** It is written to the node's disk before it runs. */
  readonly syncs: boolean;
  /** The command that removes it; absent: it stays. */
  readonly removal?: string;
  /** Absent: it is written over SSH. */
  readonly copier?: HostCopier;
}

/** Something of this host has the script stand on the node: a program, or the file system that both share. */
export type HostCopier =
  | { readonly kind: 'program'; readonly program: HostProgram }
  | { readonly kind: 'shared-files' };

/** A program of this host that does something for the node. */
export interface HostProgram {
  readonly argv: readonly string[];
  /** Its complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface RemoteCopies {
  /** From this host to the node, where folders that are missing are made. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
  /** Whether it is told what is copied. */
  readonly echo: boolean;
}

export interface RemoteTerminal {
  readonly size: Exclude<Terminal, false>;
  /** Somebody may look at it and type. Otherwise it is there for the command's sake, and its output is `stdout`. */
  readonly isShown: boolean;
}

/** A password prompt. Patterns run in linear time. */
export interface RemotePrompt {
  readonly prompt: string;
  readonly refusal: string;
  /** Among how many lines the prompt, and after the answer the refusal, is looked for. */
  readonly promptLines: number;
  readonly responseLines: number;
  readonly password: string;
}

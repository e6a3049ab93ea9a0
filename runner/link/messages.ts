/**
 * What a runner and its keeper say to each other over their private socket. A message is a JSON header and, where
 * it carries bytes, a binary payload (see `framing.ts`). The runner asks, each request is answered or refused by its
 * `id`; the keeper pushes events and output without being asked.
 */
import type { OperationEnd as OperationEndCause } from '../../protocol/entities/operation-end.ts';
import type { LogLevel } from '../../protocol/filters/line-filter.ts';
import type { LogFilter } from '../../protocol/filters/log-filter.ts';
import type { Stream } from '../../protocol/runner/frames.ts';
import type { SetAside } from '../files/damaged-files.ts';
import type { HostFault } from './host-fault.ts';
import type { KeeperSettings } from './keeper-settings.ts';
import type { RemoteStep } from './remote-step.ts';

/**
 * Raised when either side could misread the other. A keeper refuses an attach that speaks another one. What is only added
 * is told by `LINK_FEATURES` instead, so that a newer runner still attaches to the keeper of an older one.
 */
export const LINK_VERSION = 1;

/**
 * What a keeper can do beyond the first one. `log-filters`: it applies `Command.filters` and tells `OperationEnd.data`.
 * `remote-steps`: it executes `Command.remote`. `hooks`: it runs `Command.hooks`. `status`: it answers that.
 * `host-copiers`: it heeds `RemoteStep.program` and `RemoteScript.copier`.
 */
export const LINK_FEATURES = ['log-filters', 'remote-steps', 'hooks', 'status', 'host-copiers'] as const;
export type LinkFeature = (typeof LINK_FEATURES)[number];

/** The longest payload of one `output` or `input` message, in bytes. */
export const LARGEST_PAYLOAD = 64 * 1024;

/**
 * - `prepared`: the gate is spawned and blocked, nothing of the step has run.
 * - `opening`: the order to start is durable; from here on it counts as started.
 * - `running`: the gate was told what to execute.
 * - `ended`: the process is gone and all its output stands in the spool.
 */
export type OperationState = 'prepared' | 'opening' | 'running' | 'ended';

/** Where output came from: a step on pipes has the first two, one in a pseudo-terminal the last. */
export type StreamName = Stream;

/**
 * Why an operation ended, in the protocol's own words. `cancelled`: the whole process tree is gone. `unknown` only on
 * Windows, where a keeper may die between deciding to start a step and starting it.
 */
export type EndCause = OperationEndCause;

/** The end of an operation. Times are milliseconds since 1970, offsets count masked payload bytes of both streams. */
export interface OperationEnd {
  readonly cause: EndCause;
  readonly finalOffset: number;
  /** CRC-32 (`zlib.crc32`) over all masked payload bytes in the order of their offsets. */
  readonly digest: number;
  /** Null where nothing of the step ran. */
  readonly startedAt: number | null;
  readonly endedAt: number;
  /** What log filters captured. Lost with a keeper that dies before the end. */
  readonly data?: Readonly<Record<string, string>>;
}

/** An operation that the keeper holds, as told to a runner that attaches. */
export interface HeldOperation {
  readonly operationId: string;
  readonly state: OperationState;
  /** The next offset to be written: everything below stands in the spool, or was released. */
  readonly outputOffset: number;
  /** Below this nothing can be subscribed to any more. */
  readonly releasedOffset: number;
  /** Present exactly when `state` is `ended`. */
  readonly end?: OperationEnd;
}

/** False: pipes. Otherwise a pseudo-terminal of that size. */
export type Terminal = false | { readonly columns: number; readonly rows: number };

/** The size of a pseudo-terminal until a viewer resizes it. */
export const FIRST_TERMINAL: Exclude<Terminal, false> = { columns: 80, rows: 24 };

/** A script step's text, written to a 0700 file that lives as long as the step. */
export interface Script {
  readonly text: string;
  /** Of the file's name, with its dot, e.g. `.sh`; may be empty. */
  readonly extension: string;
}

/** Log filters, in the order in which they see a line. */
export interface OutputFilters {
  readonly filters: readonly LogFilter[];
  /** Lines of a level beyond this are left out. */
  readonly shown: LogLevel;
}

/** Programs that the operator of the runner has run before and after an operation. */
export interface OperationHooks {
  /** Program and arguments. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly timeoutMilliseconds: number;
  /** Facts about the operation, without secrets. */
  readonly context: Readonly<Record<string, string>>;
}

/** What an operation executes; fixed only once it was granted. */
export interface Command {
  /** Program and arguments. With a script each `SCRIPT_PATH` within them becomes the script file's path. */
  readonly argv: readonly string[];
  /** The complete environment; nothing is inherited. The keeper adds `OUTRUNNER_OPERATION` where it is missing. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: the `HOME` of `env` where that is a directory, otherwise `/`. */
  readonly cwd?: string;
  readonly script?: Script;
  /** Secrets that are replaced by `*****` before anything is stored or sent. Multi-line ones also line by line. */
  readonly masks: readonly string[];
  /** What stands for a secret; `*****` by default. */
  readonly mask?: string;
  /** Applied to masked output. Left out: output is kept as it comes. */
  readonly filters?: OutputFilters;
  /** What runs before and after it. */
  readonly hooks?: OperationHooks;
  /** It is executed on a node, in an environment that has `env` besides: `argv` is empty, and no gate is spawned for it. */
  readonly remote?: RemoteStep;
}

/** Stands in `Command.argv` for the path of the script file, which only the keeper knows. */
export const SCRIPT_PATH = '\u0000script-path';

/** One piece of output. */
export interface OutputFrame {
  readonly operationId: string;
  readonly stream: StreamName;
  /** Of the first byte, among all masked payload bytes of the operation. */
  readonly offset: number;
  /** When it was read, milliseconds since 1970. */
  readonly time: number;
  /** `zlib.crc32` of `bytes`. */
  readonly crc32: number;
  /** 1 to `LARGEST_PAYLOAD` bytes. */
  readonly bytes: Uint8Array;
}

/** Each request with its body and its answer. */
export interface LinkRequests {
  /** First on every connection. A newer attach ends the older one's connection with the event `replaced`. */
  readonly attach: {
    readonly body: { readonly version: number };
    readonly answer: AttachAnswer;
  };
  /** Spawns the blocked gate; answered once its pid, start time and boot id are recorded. Asking again is harmless. */
  readonly prepare: {
    readonly body: { readonly operationId: string; readonly terminal: Terminal };
    readonly answer: PrepareAnswer;
  };
  /** Answered once *opening* is durable and the gate has its command. What goes wrong then is told by `ended`. */
  readonly open: {
    readonly body: { readonly operationId: string; readonly command: Command };
    readonly answer: Nothing;
  };
  /** Both in one, for an operation already granted: one durable write instead of two. */
  readonly 'prepare-and-open': {
    readonly body: { readonly operationId: string; readonly terminal: Terminal; readonly command: Command };
    readonly answer: PrepareAnswer;
  };
  /** The gate exits unstarted and the operation is forgotten. Refused (`already-opened`) once it counts as started. */
  readonly abandon: { readonly body: { readonly operationId: string }; readonly answer: Nothing };
  /** Output from that offset follows as `output`, at most `window` bytes uncredited. Replaces an older one. */
  readonly subscribe: {
    readonly body: { readonly operationId: string; readonly fromOffset: number; readonly window: number };
    readonly answer: Nothing;
  };
  readonly unsubscribe: { readonly body: { readonly operationId: string }; readonly answer: Nothing };
  /** Everything below is durable elsewhere; its spool may be freed. */
  readonly release: {
    readonly body: { readonly operationId: string; readonly offset: number };
    readonly answer: Nothing;
  };
  /** SIGTERM to the whole process tree, SIGKILL after the grace; `ended` follows when the tree is gone. */
  readonly cancel: {
    readonly body: { readonly operationId: string; readonly graceMilliseconds: number };
    readonly answer: Nothing;
  };
  /** The payload is typed into the pseudo-terminal; refused (`no-terminal`) for a step on pipes. */
  readonly input: { readonly body: { readonly operationId: string }; readonly answer: Nothing };
  readonly resize: {
    readonly body: { readonly operationId: string; readonly columns: number; readonly rows: number };
    readonly answer: Nothing;
  };
  /** Drops an ended operation with its spool. An unknown one is answered too. Refused (`not-ended`) before its end. */
  readonly forget: { readonly body: { readonly operationId: string }; readonly answer: Nothing };
  /** How it is. */
  readonly status: { readonly body: Nothing; readonly answer: KeeperStatus };
  /** Answered, then the keeper ends: at once if idle, otherwise once the last operation ended (`whenIdle`) or killed. */
  readonly shutdown: { readonly body: { readonly whenIdle: boolean }; readonly answer: Nothing };
}

export type LinkRequestName = keyof LinkRequests;

export type Nothing = Readonly<Record<string, never>>;

export interface KeeperStatus {
  readonly pid: number;
  /** Resident. */
  readonly memoryBytes: number;
  readonly spoolBytes: number;
  readonly spoolLimit: number;
  /** Held, ended ones included. */
  readonly operations: number;
}

export interface AttachAnswer {
  /** Random at the keeper's start: the instance id that claims are made under. */
  readonly instanceId: string;
  /** `LINK_VERSION` of the keeper. */
  readonly version: number;
  readonly pid: number;
  /** How long it has run. Absent: it is of a version that does not tell. */
  readonly uptimeMilliseconds?: number;
  /** Whether steps in a pseudo-terminal can run, and if not, why. */
  readonly terminals: { readonly available: boolean; readonly reason?: string };
  /** What it was started with. Absent: it is of a version that does not tell. */
  readonly settings?: KeeperSettings;
  /** Absent: none. */
  readonly features?: readonly LinkFeature[];
  /** Damaged files that it set aside at its start. Absent if it is an older version. */
  readonly damages?: readonly SetAside[];
  readonly operations: readonly HeldOperation[];
}

export interface PrepareAnswer {
  /** Null if the gate could not be spawned. Opening the operation then ends it with that problem. */
  readonly pid: number | null;
  readonly problem?: string;
  /** Set if the host could not spawn it: opening ends the operation as `not-started` instead of `failed-to-start`. */
  readonly fault?: HostFault;
}

/** Header of a request: its name, an id unique on the connection, and the body's fields. */
export interface LinkRequest<Name extends LinkRequestName = LinkRequestName> {
  readonly type: 'request';
  readonly id: number;
  readonly name: Name;
  readonly body: LinkRequests[Name]['body'];
}

/** Flow control, unanswered: the subscriber has dealt with so many bytes. */
export interface LinkCredit {
  readonly type: 'credit';
  readonly operationId: string;
  readonly bytes: number;
}

export type RunnerMessage = LinkRequest | LinkCredit;

export type RefusalCode =
  | 'link-version'
  | 'not-attached'
  | 'unreadable'
  | 'unknown-operation'
  | 'already-opened'
  | 'not-prepared'
  | 'not-ended'
  | 'no-terminal'
  | 'released'
  | 'storage'
  | 'shutting-down';

export type KeeperMessage =
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly code: RefusalCode; readonly message: string }
  | ({ readonly type: 'output' } & Omit<OutputFrame, 'bytes'>)
  | { readonly type: 'ended'; readonly operationId: string; readonly end: OperationEnd }
  /** The spool is full: the step is blocked until something is released. Said once an operation. */
  | { readonly type: 'spool-full'; readonly operationId: string; readonly limit: number }
  /** The spool's files are damaged, or gone: the subscription has ended. */
  | { readonly type: 'unreadable'; readonly operationId: string; readonly problem: string }
  /** Another runner attached; the connection closes after this. */
  | { readonly type: 'replaced' };

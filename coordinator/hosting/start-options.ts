import type { HandedMasterKey } from '../keys/open-master-keys.ts';

/** How the coordinator is started. */
export interface StartOptions {
  readonly dataDir: string;
  /** Left out: 127.0.0.1:4440; embedded, the port that was chosen once and kept. Port 0 is any free one. */
  readonly listen?: ListenAddress;
  /** Paths of PEM files. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /**
   * Addresses or address ranges (`10.0.0.0/24`) of proxies that terminate TLS. Without TLS of its own, the coordinator
   * answers only them and loopback. Only their `X-Forwarded-*` headers are believed.
   */
  readonly behindTlsProxy?: readonly string[];
  /** Answer unencrypted requests of every peer, and listen on any address without TLS. */
  readonly insecurePlaintext?: boolean;
  /** What runners are told to call. */
  readonly publicUrl?: string;
  /** Folder of the files that hosts of runners may download; by default `runners` beside the running program. */
  readonly runnerBinaries?: string;
  /** Metrics are answered to loopback without a token. */
  readonly metricsOpen?: boolean;
  readonly log: 'json' | 'pretty';
  readonly localRunner: LocalRunnerChoice;
  /** Started by an editor for all its windows: has a local socket, runners are on, and it stops when idle. */
  readonly embedded?: boolean;
  /** Makes a new administrator's token; the old one is void at once. */
  readonly newAdminToken?: boolean;
  /** Handed over by whoever starts it; it counts before all others. */
  readonly masterKey?: HandedMasterKey;
  /** Left out: found beside the running program. */
  readonly programs?: Partial<Programs>;
  readonly streams: OutputStreams;
}

export interface ListenAddress {
  /** An IP address or a name of this machine. */
  readonly address: string;
  readonly port: number;
}

/** `user`: steps run as that user of the operating system. */
export type LocalRunnerChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'same-user' }
  | { readonly kind: 'user'; readonly name: string };

export interface Programs {
  /** Program of the journal's writing thread. */
  readonly journalWorker: URL | string;
  /** Program of the thread that checks a long file of jobs. */
  readonly jobCheckWorker: URL | string;
  /** Program of the thread that parses the nodes that runners report. */
  readonly discoveryWorker: URL | string;
  /** Program of the thread that reads a long text of nodes. */
  readonly nodeParseWorker: URL | string;
  /** Folder of single-file runners, where one stands beside the program. */
  readonly runners: string;
  /** Folder of the built programs; absent where they run from source. */
  readonly built?: string;
  /** Program and first arguments that `runner start …` is appended to. */
  readonly outrunner: readonly string[];
}

/** Where lines go, each without its newline. */
export interface OutputStreams {
  /** Data: with the log `json`, the one line that says where the coordinator listens. */
  readonly print: (line: string) => void;
  /** Log and banners. */
  readonly say: (line: string) => void;
}

/** A coordinator that accepts requests. */
export interface RunningCoordinator {
  /** Base URL of its TCP port, without a trailing slash. */
  readonly url: string;
  /** Path of its local socket, where it has one. */
  readonly socket?: string;
  /** Resolves once it has ended: after {@link stop}, when idle, or with the error that ended it. */
  readonly ended: Promise<CoordinatorEnd>;
  /** Stops cleanly: answers under way are finished, streams and polls end, everything is made durable. Idempotent. */
  stop(): Promise<void>;
}

export type CoordinatorEnd =
  | { readonly kind: 'stopped' }
  /** Embedded: no window, no remote runner, no schedule, no execution. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly error: unknown };

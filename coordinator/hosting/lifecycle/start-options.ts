import type { HandedMasterKey } from '../../../protocol/entities/handed-master-key.ts';

/** The options of a coordinator. */
export interface CoordinatorStartOptions {
  readonly dataDir: string;
  /** Default: 127.0.0.1:4440; embedded, a port that is chosen once and stored. Port 0 is any free one. */
  readonly listen?: ListenAddress;
  /** Paths of PEM files. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /**
   * Addresses or address ranges (`10.0.0.0/24`) of proxies that terminate TLS. Without TLS of its own, the coordinator
   * answers only these proxies and loopback. Only their `X-Forwarded-*` headers are trusted.
   */
  readonly behindTlsProxy?: readonly string[];
  /** Whether to answer unencrypted requests of every peer, and to listen on any address without TLS. */
  readonly insecurePlaintext?: boolean;
  /** The URL that runners connect to. */
  readonly publicUrl?: string;
  /** Folder of the files that runner hosts may download; by default `runners` beside the running program. */
  readonly runnerBinaries?: string;
  /** Whether metrics are served to loopback without a token. */
  readonly metricsOpen?: boolean;
  readonly log: 'json' | 'pretty';
  readonly localRunner: LocalRunnerChoice;
  /** Started by an editor for all its windows: has a local socket, runners are on, and it stops when idle. */
  readonly embedded?: boolean;
  /** Creates a new administrator's token and revokes the old one. */
  readonly newAdminToken?: boolean;
  /** A master key that the starting process passes; takes precedence over the environment and files. */
  readonly masterKey?: HandedMasterKey;
  /** Default: the programs beside the running one. */
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
  /** Folder of single-file runners, which may not exist. */
  readonly runners: string;
  /** Folder of the built programs; absent when running from source. */
  readonly built?: string;
  /** Program and first arguments that `runner start …` is appended to. */
  readonly outrunner: readonly string[];
}

/** The output of the coordinator, line by line, without newlines. */
export interface OutputStreams {
  /** Data: with the log format `json`, the one line with the listening address. */
  readonly print: (line: string) => void;
  /** Log and banners. */
  readonly say: (line: string) => void;
}

/** A coordinator that accepts requests. */
export interface RunningCoordinator {
  /** Base URL of its TCP port, without a trailing slash. */
  readonly url: string;
  /** Path of its local socket, if it has one. */
  readonly socket?: string;
  /** Resolves once the coordinator has ended: after {@link stop}, when idle, or with the error that ended it. */
  readonly ended: Promise<CoordinatorEnd>;
  /**
   * Stops the coordinator: finishes answers in progress, ends streams and polls, and makes everything durable.
   * Idempotent.
   */
  stop(): Promise<void>;
}

export type CoordinatorEnd =
  | { readonly kind: 'stopped' }
  /** Embedded: no window, no remote runner, no schedule, no execution. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly error: unknown };

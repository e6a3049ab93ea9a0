import type { HandedMasterKey } from '../../../protocol/entities/handed-master-key.ts';

/** The options of a coordinator. */
export interface CoordinatorStartOptions {
  readonly dataDir: string;
  /**
   * Default: 127.0.0.1:4440; for an embedded coordinator, a port that is chosen once and stored. Port 0: any free port.
   */
  readonly listen?: ListenAddress;
  /** Paths of PEM files. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /**
   * Addresses or address ranges (`10.0.0.0/24`) of proxies that terminate TLS. Without TLS of its own, the coordinator
   * answers only these proxies and loopback. Only their `X-Forwarded-*` headers are trusted.
   */
  readonly behindTlsProxy?: readonly string[];
  /** Whether to answer unencrypted requests of every peer, and to allow any listen address without TLS. */
  readonly insecurePlaintext?: boolean;
  /** The URL to which runners connect. */
  readonly publicUrl?: string;
  /** Folder of the files that runner hosts may download. Default: `runners` in the folder of the running program. */
  readonly runnerBinaries?: string;
  /** Whether metrics are served to loopback without a token. */
  readonly metricsOpen?: boolean;
  readonly log: 'json' | 'pretty';
  readonly localRunner: LocalRunnerChoice;
  /**
   * Whether an editor starts the coordinator for all its windows. Such a coordinator has a local socket, enables
   * runners and stops when idle.
   */
  readonly embedded?: boolean;
  /** Whether to create a new administrator's token and revoke the old one. */
  readonly newAdminToken?: boolean;
  /** A master key from the process that starts the coordinator. Takes precedence over the environment and files. */
  readonly masterKey?: HandedMasterKey;
  /** Default: the programs in the folder of the running program. */
  readonly programs?: Partial<Programs>;
  readonly streams: OutputStreams;
}

export interface ListenAddress {
  /** An IP address or a name of this machine. */
  readonly address: string;
  readonly port: number;
}

/** `user`: steps run as this user of the operating system. */
export type LocalRunnerChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'same-user' }
  | { readonly kind: 'user'; readonly name: string };

export interface Programs {
  /** Program of the thread that writes the journal. */
  readonly journalWorker: URL | string;
  /** Program of the thread that checks a long file of jobs. */
  readonly jobCheckWorker: URL | string;
  /** Program of the thread that parses the nodes that runners report. */
  readonly discoveryWorker: URL | string;
  /** Program of the thread that parses long node lists. */
  readonly nodeParseWorker: URL | string;
  /** Folder of the single-file runners. The folder may be missing. */
  readonly runners: string;
  /** Folder of the built programs; absent when running from source. */
  readonly built?: string;
  /** Program and first arguments, to which `runner start …` is appended. */
  readonly outrunner: readonly string[];
}

/** Receives the output of the coordinator, line by line, without newlines. */
export interface OutputStreams {
  /** Prints data: with the log format `json`, the line with the listening address. */
  readonly print: (line: string) => void;
  /** Writes the log and banners. */
  readonly say: (line: string) => void;
}

/** A coordinator that accepts requests. */
export interface RunningCoordinator {
  /** Base URL of the TCP port, without a trailing slash. */
  readonly url: string;
  /** Path of the local socket, if there is one. */
  readonly socket?: string;
  /** Resolves once the coordinator has ended: after {@link stop}, when idle, or with the error that ended it. */
  readonly ended: Promise<CoordinatorEnd>;
  /**
   * Stops the coordinator: completes answers in progress, ends streams and polls, and makes all data durable.
   * Idempotent.
   */
  stop(): Promise<void>;
}

export type CoordinatorEnd =
  | { readonly kind: 'stopped' }
  /**
   * An embedded coordinator stopped because no window, remote runner, schedule, execution or notification needed it.
   */
  | { readonly kind: 'idle' }
  | { readonly kind: 'failed'; readonly error: unknown };

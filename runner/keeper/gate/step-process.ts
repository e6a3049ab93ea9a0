import type { Terminal } from '../../link/command.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import type { OutputSource } from './output-source.ts';

/** A command with everything decided that this host decides. */
export interface ResolvedCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How the main process of a step ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** On a node: why it did not begin, or nobody saw it end. */
  readonly failure?: { readonly reason: string; readonly problem: string };
}

/** The process of a step, from before it is allowed to start. */
export interface StepProcess {
  /** Undefined where nothing is spawned before the step is opened (Windows). */
  readonly identity: ProcessIdentity | undefined;
  /** Settles once; while the step is not opened it means that the gate died. */
  readonly exited: Promise<Exit>;
  /** Starts the step. */
  open(command: ResolvedCommand): OpenedStep;
  /** The step never starts. */
  abandon(): void;
}

export interface OpenedStep {
  readonly identity: ProcessIdentity;
  /** Not started yet. */
  readonly sources: readonly OutputSource[];
}

/** Thrown if this host has no pseudo-terminals. Steps on pipes can still start. */
export class NoTerminals extends Error {
  override readonly name = 'NoTerminals';
}

export interface StepLauncher {
  /** Prepares everything that can be prepared before the grant. Rejects with the system's error, or with {@link NoTerminals}. */
  prepare(terminal: Terminal): Promise<StepProcess>;
  close(): void;
}

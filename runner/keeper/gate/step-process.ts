import type { Terminal } from '../../link/command.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import type { OutputSource } from './output-source.ts';

/** A command with everything resolved that depends on this host. */
export interface ResolvedCommand {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How the main process of a step ended. */
export interface StepExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Only for a step on a node: why its command did not start, or why its end is unknown. */
  readonly failure?: { readonly reason: string; readonly problem: string };
}

/** The process of a step, from before it may start. */
export interface StepProcess {
  /** Undefined if nothing is spawned before the step is opened (Windows). */
  readonly identity: ProcessIdentity | undefined;
  /** Settles once. If the step was not opened before, the gate has died. */
  readonly exited: Promise<StepExit>;
  /** Starts the step. */
  open(command: ResolvedCommand): OpenedStep;
  /** Ensures that the step never starts. */
  abandon(): void;
}

export interface OpenedStep {
  readonly identity: ProcessIdentity;
  /** Sources that are not started yet. */
  readonly sources: readonly OutputSource[];
}

/** Thrown if this host has no pseudo-terminals. Steps on pipes can still start. */
export class NoTerminals extends Error {
  override readonly name = 'NoTerminals';
}

export interface StepLauncher {
  /**
   * Prepares everything that is possible before the grant. Rejects with the system's error, a `HostFailure`, or
   * {@link NoTerminals}.
   */
  prepare(terminal: Terminal): Promise<StepProcess>;
  close(): void;
}

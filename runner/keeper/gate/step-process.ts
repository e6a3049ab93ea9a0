import type { Terminal } from '../../link/command.ts';
import type { ProcessIdentity } from '../processes/process-identity.ts';
import type { OutputSource } from './output-source.ts';

/** A command whose host-dependent parts are resolved. */
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

/** The process of a step. It exists before the step may start. */
export interface StepProcess {
  /** Undefined if no process is spawned before the step is opened (Windows). */
  readonly identity: ProcessIdentity | undefined;
  /** Resolves once, when the process has ended. If the step was not opened before, its gate has died. */
  readonly exited: Promise<StepExit>;
  /** Starts the step. */
  open(command: ResolvedCommand): OpenedStep;
  /** Ensures that the step never starts. */
  abandon(): void;
}

export interface OpenedStep {
  readonly identity: ProcessIdentity;
  /** The output sources, not started yet. */
  readonly sources: readonly OutputSource[];
}

/** Thrown if this host has no pseudo-terminals. Steps on pipes can still start. */
export class NoTerminals extends Error {
  override readonly name = 'NoTerminals';
}

export interface StepLauncher {
  /**
   * Prepares everything that does not depend on the grant. Rejects with the system's error, a `HostFailure`, or {@link
   * NoTerminals}.
   */
  prepare(terminal: Terminal): Promise<StepProcess>;
  close(): void;
}

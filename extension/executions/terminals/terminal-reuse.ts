import type { ExecutionId, JobId } from '../../../protocol/ids.ts';

interface ReusableTerminal {
  /** Undefined for ad-hoc commands, whose terminals are never replaced. */
  readonly job: JobId | undefined;
  /** Whether the terminal receives no more output: its execution ended, or its output failed. */
  readonly isFinished: boolean;
  /** Whether the user wants to keep the terminal. */
  readonly isPinned: boolean;
}

/** Returns the executions whose terminals the terminal of another execution of the job replaces. */
export function replacedTerminals(
  shown: ReadonlyMap<ExecutionId, ReusableTerminal>,
  job: JobId | undefined,
): readonly ExecutionId[] {
  if (job === undefined) return [];
  return [...shown].flatMap(([execution, terminal]) =>
    terminal.job === job && terminal.isFinished && !terminal.isPinned ? [execution] : [],
  );
}

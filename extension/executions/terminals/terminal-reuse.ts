import type { ExecutionId, JobId } from '../../../protocol/ids.ts';

interface ReusableTerminal {
  /** Undefined for ad-hoc commands, whose terminals are never replaced. */
  readonly job: JobId | undefined;
  /** Whether the terminal receives no more output: its execution ended, or its output failed. */
  readonly isFinished: boolean;
  /** Whether the user wants to keep the terminal. */
  readonly isPinned: boolean;
}

interface OpenedTerminal {
  readonly execution: ExecutionId;
  readonly job: JobId | undefined;
  /** The execution of the active terminal, if that terminal stays in front. */
  readonly reading?: ExecutionId | undefined;
}

/** Returns the earlier executions of the same job whose terminals the opened terminal replaces. */
export function replacedTerminals(
  shown: ReadonlyMap<ExecutionId, ReusableTerminal>,
  opened: OpenedTerminal,
): readonly ExecutionId[] {
  if (opened.job === undefined) return [];
  return [...shown].flatMap(([execution, { job, isFinished, isPinned }]) => {
    const isKept = !isFinished || isPinned || execution === opened.reading;
    return job === opened.job && execution < opened.execution && !isKept ? [execution] : [];
  });
}

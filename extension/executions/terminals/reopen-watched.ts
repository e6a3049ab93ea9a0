import type { ExecutionId } from '../../../protocol/ids.ts';
import type { WatchedExecution, WatchedExecutions } from './watched-executions.ts';

/** The terminal of an execution in the previous window, which ended without seeing the end of the execution. */
export interface PreviousTerminal extends WatchedExecution {
  /** Whether it was the active terminal. */
  readonly isFront: boolean;
  /** The node to which the active terminal belonged. Undefined if it showed all nodes or another execution. */
  readonly frontNode: string | undefined;
}

/** The window in which terminals are reopened. */
export interface ReopeningWindow {
  /** Whether the window is connected to the coordinator of the stored list. */
  readonly isCurrent: () => boolean;
  /** The executions that the window lists, whether they are running or ended. */
  readonly known: () => ReadonlySet<ExecutionId>;
  /**
   * Opens all terminals, and closes what a dead extension host left of the terminals of unknown executions. Is one
   * synchronous call, so that the window cannot switch to another coordinator before the last terminal opens.
   */
  readonly reopen: (terminals: readonly PreviousTerminal[], unknown: readonly ExecutionId[]) => void;
}

/**
 * Reopens the terminals of the executions in a stored list, also of those that ended meanwhile, whose last lines no
 * terminal has shown. Removes executions from the list that the window does not list any more. Does nothing if the
 * window switched to another coordinator meanwhile, whose executions may have the same ids.
 */
export async function reopenWatched(store: WatchedExecutions, window: ReopeningWindow): Promise<void> {
  const { executions, front } = await store.current();
  if (!window.isCurrent()) return;
  const known = window.known();
  const unknown = executions.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  const terminals = executions
    .filter(({ id }) => known.has(id))
    .map((watched) => {
      const isFront = watched.id === front?.execution;
      return { ...watched, isFront, frontNode: isFront ? front.node : undefined };
    });
  window.reopen(terminals, unknown);
  for (const execution of unknown) await store.remove(execution);
}

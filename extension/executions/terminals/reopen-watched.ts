import type { ExecutionId } from '../../../protocol/ids.ts';
import type { WatchedExecution, WatchedExecutions } from './watched-executions.ts';

/** The terminal of a running execution in the previous window. */
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
  readonly running: () => ReadonlySet<ExecutionId>;
  /**
   * Opens all terminals, and closes what a dead extension host left of the terminals of ended executions. Is one
   * synchronous call, so that the window cannot switch to another coordinator before the last terminal opens.
   */
  readonly reopen: (terminals: readonly PreviousTerminal[], ended: readonly ExecutionId[]) => void;
}

/**
 * Reopens the terminals of the running executions in a stored list, and removes the ended executions from the list. Does
 * nothing if the window switched to another coordinator meanwhile, whose executions may have the same ids.
 */
export async function reopenWatched(store: WatchedExecutions, window: ReopeningWindow): Promise<void> {
  const { executions, front } = await store.current();
  if (!window.isCurrent()) return;
  const running = window.running();
  const ended = executions.filter(({ id }) => !running.has(id)).map(({ id }) => id);
  const terminals = executions
    .filter(({ id }) => running.has(id))
    .map((watched) => {
      const isFront = watched.id === front?.execution;
      return { ...watched, isFront, frontNode: isFront ? front.node : undefined };
    });
  window.reopen(terminals, ended);
  for (const execution of ended) await store.remove(execution);
}

import type * as vscode from 'vscode';
import type { ProblemWatchNeeds } from './problem-watch.ts';

const KEY = 'outrunner.problemsSeenUntil';

/**
 * Returns the time of the newest end or failed delivery that the user of a workspace has seen, and the function that
 * stores it.
 */
export function seenProblemsIn(
  workspaceState: vscode.Memento,
): Pick<ProblemWatchNeeds, 'seenUntil' | 'saveSeen'> {
  const stored = workspaceState.get<unknown>(KEY);
  return {
    seenUntil: typeof stored === 'number' ? stored : undefined,
    saveSeen: (until) => void workspaceState.update(KEY, until),
  };
}

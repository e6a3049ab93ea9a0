import type * as vscode from 'vscode';
import { ExecutionRowFilter, NO_FILTER } from './execution-filter.ts';
import type { ListedExecutionsNeeds } from './listed-executions.ts';

const KEY = 'outrunner.executionFilter';

/** Returns the filter that a workspace stores, and the function that stores a new one. Ignores an unreadable filter. */
export function executionFilterIn(
  workspaceState: vscode.Memento,
): Pick<ListedExecutionsNeeds, 'filter' | 'saveFilter'> {
  const { data = NO_FILTER } = ExecutionRowFilter.safeParse(workspaceState.get(KEY) ?? NO_FILTER);
  return { filter: data, saveFilter: (filter) => void workspaceState.update(KEY, filter) };
}

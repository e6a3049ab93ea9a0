import * as vscode from 'vscode';
import { COORDINATOR_SCHEMES, TEXT_SCHEME } from '../ids/schemes.ts';
import { PANELS } from '../ids/views.ts';

const SCHEMES: readonly string[] = [...COORDINATOR_SCHEMES, TEXT_SCHEME];
const VIEW_TYPES: readonly string[] = Object.values(PANELS);

/**
 * Closes the editors and webview panels that show objects of the coordinator. VS Code asks whether to save unsaved
 * changes. Returns false if the user cancels.
 */
export async function closeCoordinatorEditors(): Promise<boolean> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isOfCoordinator);
  return tabs.length === 0 || vscode.window.tabGroups.close(tabs);
}

function isOfCoordinator({ input }: vscode.Tab): boolean {
  if (input instanceof vscode.TabInputText) return SCHEMES.includes(input.uri.scheme);
  if (input instanceof vscode.TabInputTextDiff)
    return [input.original, input.modified].some(({ scheme }) => SCHEMES.includes(scheme));
  // VS Code puts a prefix in front of the view type.
  if (input instanceof vscode.TabInputWebview)
    return VIEW_TYPES.some((type) => input.viewType.endsWith(type));
  return false;
}

import { join } from 'node:path';
import type * as vscode from 'vscode';

/** Returns the file that lists the executions whose terminals are open, for the coordinator with this key. */
export function watchedFile({ storageUri, globalStorageUri }: vscode.ExtensionContext, key: string): string {
  const suffix = key === 'embedded' ? '' : `-${encodeURIComponent(key)}`;
  return join((storageUri ?? globalStorageUri).fsPath, `watched-executions${suffix}.json`);
}

import * as vscode from 'vscode';
import { findLocalFiles } from '../documents/find-local-files.ts';
import type { WorkspaceFile } from '../file-links/matching-files.ts';

const MOST_FILES = 1000;

/** Returns the files of the workspace whose paths end with `end`. See `EditorActions`. */
export async function workspaceFiles(end: string): Promise<readonly WorkspaceFile[]> {
  const found = await findLocalFiles(`**/${end}`, MOST_FILES);
  return found.map((uri) => ({ uri: uri.toString(), path: vscode.workspace.asRelativePath(uri) }));
}

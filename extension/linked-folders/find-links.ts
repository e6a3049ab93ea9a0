import * as vscode from 'vscode';
import { FOLDER_LINK_NAME } from '../../job-language/sync/folder-link.ts';

/** Maximum number and depth of folders that are read in a virtual workspace. VS Code searches only local folders. */
const MOST_READ = 500;
const DEEPEST = 6;

/** Returns the URIs of `outrunner.json` in a folder of the workspace and below, about `most` of them. */
export async function findLinks(folder: vscode.Uri, most: number): Promise<readonly vscode.Uri[]> {
  return folder.scheme === 'file' ? findLocal(folder, most) : findVirtual(folder, most);
}

async function findLocal(folder: vscode.Uri, most: number): Promise<readonly vscode.Uri[]> {
  const root = vscode.Uri.joinPath(folder, FOLDER_LINK_NAME);
  const pattern = new vscode.RelativePattern(folder, `*/**/${FOLDER_LINK_NAME}`);
  const below = await vscode.workspace.findFiles(pattern, '**/node_modules/**', most);
  return (await exists(root)) ? [root, ...below] : below;
}

/** `findFiles` never returns for a file system without a search provider, so the folders are read one by one. */
async function findVirtual(root: vscode.Uri, most: number): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const pending: { readonly folder: vscode.Uri; readonly depth: number }[] = [{ folder: root, depth: 0 }];
  for (let read = 0; read < MOST_READ && found.length < most; read += 1) {
    const next = pending.shift();
    if (next === undefined) break;
    const { folder, depth } = next;
    for (const [name, type] of await entriesOf(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.File && name === FOLDER_LINK_NAME) found.push(uri);
      const isSearched =
        type === vscode.FileType.Directory && !name.startsWith('.') && name !== 'node_modules';
      if (isSearched && depth < DEEPEST && pending.length < MOST_READ)
        pending.push({ folder: uri, depth: depth + 1 });
    }
  }
  return found;
}

async function entriesOf(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // The folder was deleted meanwhile, or cannot be read.
    return [];
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

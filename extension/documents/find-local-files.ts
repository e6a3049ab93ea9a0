import * as vscode from 'vscode';

/**
 * Searches the folders of the workspace that are on a disk, without `node_modules`. Other folders are left out, because
 * `findFiles` never returns for a file system without a search provider.
 *
 * @param most the maximum number of files
 */
export async function findLocalFiles(
  glob: string,
  most: number,
  token?: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme !== 'file' || found.length >= most) continue;
    const pattern = new vscode.RelativePattern(uri, glob);
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', most - found.length, token);
    found.push(...files);
  }
  return found;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IsolatedHome } from '../browser/isolated-home.ts';

/**
 * Creates the workspace of the suites: a file with one folder. VS Code can add a second folder to it without restarting
 * the extension host. Returns the path of the file.
 */
export async function createHostWorkspace(home: IsolatedHome): Promise<string> {
  await mkdir(join(home.folder, 'workspace'));
  const file = join(home.folder, 'host.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'workspace' }] }));
  return file;
}

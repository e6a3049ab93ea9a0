import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installedCodeServer } from '../../scripts/code-server/code-server.ts';
import { extensionPackagePath } from '../../scripts/package/package-extension.ts';
import type { IsolatedHome } from '../browser/isolated-home.ts';

const run = promisify(execFile);

/**
 * Installs the packaged extension as a user would, in a VS Code without other extensions.
 *
 * @returns the folder of installed extensions
 * @throws if it is not packaged yet, with the remedy
 */
export async function installExtension(home: IsolatedHome): Promise<string> {
  const vsix = await extensionPackagePath();
  if (!existsSync(vsix)) throw new Error('the extension is not packaged yet: npm run package');
  const folder = join(home.folder, 'extensions');
  await run(
    process.execPath,
    [
      installedCodeServer().program,
      ...['--user-data-dir', join(home.folder, 'user'), '--extensions-dir', folder],
      ...['--install-extension', vsix],
    ],
    { env: home.environment },
  );
  return folder;
}

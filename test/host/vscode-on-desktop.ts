import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { root } from '../../scripts/checkout/root.ts';
import type { IsolatedHome } from '../browser/isolated-home.ts';
import { createHostWorkspace } from './host-workspace.ts';
import type { WindowEnd } from './vscode-in-browser.ts';

/**
 * Runs the suites in a VS Code on the desktop: the one in VSCODE_EXECUTABLE (its Electron binary, not the `code`
 * script), otherwise a downloaded one. Without a display, wrap the command in `xvfb-run -a`.
 * @throws if there is none and none can be downloaded, with the remedy
 */
export async function runOnDesktop(
  home: IsolatedHome,
  extensionEnvironment: Readonly<Record<string, string>>,
): Promise<WindowEnd> {
  const workspace = await createHostWorkspace(home);
  const executable = process.env['VSCODE_EXECUTABLE'];
  if (executable !== undefined && !existsSync(executable)) {
    throw new Error(`VSCODE_EXECUTABLE names ${executable}, which is not there`);
  }
  try {
    const code = await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'dist', 'test', 'host', 'index.cjs'),
      extensionTestsEnv: { ...extensionEnvironment },
      launchArgs: [
        workspace,
        `--user-data-dir=${join(home.folder, 'user')}`,
        `--extensions-dir=${join(home.folder, 'extensions')}`,
      ],
    });
    return { code, printed: [] };
  } catch (error) {
    if (error instanceof TestRunFailedError) return { code: error.code ?? 1, printed: [error.message] };
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `VS Code did not start (${reason}): name the binary of an installed one in VSCODE_EXECUTABLE`,
    );
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedCodeServer } from '../../scripts/code-server/code-server.ts';
import type { IsolatedHome } from '../browser/isolated-home.ts';
import { type ServerProcess, startServer } from '../browser/server-process.ts';
import { addEmptyLanguagePack, type PackedLanguage } from './language-pack.ts';

/** Settings of a quiet VS Code whose terminals render their text into the DOM, where a test can read it. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // Otherwise the window would count every other listening port of this host.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export interface WorkbenchServerOptions {
  readonly extensionsFolder: string;
  /** Settings of the user in addition to the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False starts in Restricted Mode, as VS Code does with an unknown folder. Default: true. */
  readonly trusted?: boolean;
  /** The display language. Default: English. */
  readonly language?: PackedLanguage;
}

/** Starts code-server without the smoke test driver, which would hide notifications and refuse dialogs. */
export async function startWorkbenchServer(
  home: IsolatedHome,
  options: WorkbenchServerOptions,
): Promise<ServerProcess> {
  const userData = join(home.folder, 'user');
  await mkdir(join(userData, 'User'), { recursive: true });
  const settings = JSON.stringify({ ...SETTINGS, ...options.settings }, null, 2);
  await writeFile(join(userData, 'User', 'settings.json'), settings);
  if (options.language !== undefined) await addEmptyLanguagePack(options.language, userData);
  return startServer({
    program: installedCodeServer().program,
    args: [
      ...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
      ...['--user-data-dir', userData, '--extensions-dir', options.extensionsFolder],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(options.trusted === false ? [] : ['--disable-workspace-trust']),
      ...(options.language === undefined ? [] : ['--locale', options.language]),
    ],
    environment: home.environment,
    listening: /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/,
  });
}

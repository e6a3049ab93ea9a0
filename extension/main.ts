import * as vscode from 'vscode';
import { explain } from '../protocol/errors/outrunner-error.ts';
import { registerCommands } from './command-registry/register-commands.ts';
import { DeferredFileSystem } from './documents/deferred-file-system.ts';
import { JOB_SCHEME, PROJECT_SCHEME, SETTINGS_SCHEME } from './ids/schemes.ts';
import { TAGGING_EDITOR } from './ids/views.ts';
import { Disposables } from './lifecycle/disposables.ts';
import type { Workings } from './services/main.ts';
import { Face } from './views/shell-views.ts';

/** What the extension offers to its own tests. */
export interface OutrunnerApi {
  readonly workings: () => Promise<Workings>;
  /** How long VS Code waited in `activate`. */
  readonly activatedInMs: number;
}

/**
 * The shell that VS Code waits for: views, commands and what restores editors, without anything behind them. The
 * workings are a program of their own, loaded right after, so that the start of a window never waits for them.
 */
export function activate(extension: vscode.ExtensionContext): OutrunnerApi {
  const began = performance.now();
  const disposables = new Disposables();
  extension.subscriptions.push(disposables);
  const log = disposables.add(vscode.window.createOutputChannel('Outrunner', { log: true }));
  const face = disposables.add(new Face());

  let loading: Promise<Workings> | undefined;
  const load = async () => {
    const { assemble } = await import('./services/main.ts');
    return assemble({ extension, disposables, log, face });
  };
  const workings = () => {
    loading ??= load();
    return loading;
  };

  const jobs = disposables.add(new DeferredFileSystem(async () => (await workings()).jobs));
  disposables.add(vscode.workspace.registerFileSystemProvider(JOB_SCHEME, jobs, { isCaseSensitive: true }));
  const settings = disposables.add(new DeferredFileSystem(async () => (await workings()).settings));
  disposables.add(
    vscode.workspace.registerFileSystemProvider(SETTINGS_SCHEME, settings, { isCaseSensitive: true }),
  );
  const projects = disposables.add(new DeferredFileSystem(async () => (await workings()).projects));
  disposables.add(
    vscode.workspace.registerFileSystemProvider(PROJECT_SCHEME, projects, { isCaseSensitive: true }),
  );
  disposables.add(
    vscode.window.registerWebviewPanelSerializer(TAGGING_EDITOR, {
      deserializeWebviewPanel: async (panel, state) =>
        (await workings()).panels.deserializeWebviewPanel(panel, state),
    }),
  );
  registerCommands(disposables, async () => (await workings()).run);
  setImmediate(() => {
    workings().catch((error: unknown) => log.error(explain(error)));
  });
  return { workings, activatedInMs: performance.now() - began };
}

import './localization/translation.ts';
import * as vscode from 'vscode';
import { explain } from '../protocol/errors/outrunner-error.ts';
import { registerCommands } from './command-registry/register-commands.ts';
import { DeferredFileSystem } from './documents/deferred-file-system.ts';
import { JOB_SCHEME, OUTPUT_SCHEME, PROJECT_SCHEME, SETTINGS_SCHEME } from './ids/schemes.ts';
import { TASK_TYPE } from './ids/tasks.ts';
import { PANELS } from './ids/views.ts';
import { Disposables } from './lifecycle/disposables.ts';
import type { ExtensionServices } from './services/main.ts';
import { ShellViews } from './views/shell-views.ts';

/** The API that `activate` returns to the host tests. */
export interface OutrunnerApi {
  readonly services: () => Promise<ExtensionServices>;
  /** Time spent in `activate`, in ms. */
  readonly activatedInMs: number;
}

/**
 * Registers views, commands, file systems and the webview serializer. The services behind them are a separate bundle,
 * which is loaded right after activation or on first use, so that loading it does not delay the start of a window.
 */
export function activate(extension: vscode.ExtensionContext): OutrunnerApi {
  const began = performance.now();
  const disposables = new Disposables();
  extension.subscriptions.push(disposables);
  const log = disposables.add(vscode.window.createOutputChannel('Outrunner', { log: true }));
  const views = disposables.add(new ShellViews());

  let loading: Promise<ExtensionServices> | undefined;
  const load = async () => {
    const { assemble } = await import('./services/main.ts');
    return assemble({ extension, disposables, log, views });
  };
  const services = () => {
    loading ??= load();
    return loading;
  };

  const jobs = disposables.add(new DeferredFileSystem(async () => (await services()).jobDocuments));
  disposables.add(vscode.workspace.registerFileSystemProvider(JOB_SCHEME, jobs, { isCaseSensitive: true }));
  const settings = disposables.add(new DeferredFileSystem(async () => (await services()).settingsDocuments));
  disposables.add(
    vscode.workspace.registerFileSystemProvider(SETTINGS_SCHEME, settings, { isCaseSensitive: true }),
  );
  const projects = disposables.add(new DeferredFileSystem(async () => (await services()).projectDocuments));
  disposables.add(
    vscode.workspace.registerFileSystemProvider(PROJECT_SCHEME, projects, { isCaseSensitive: true }),
  );
  const outputs = disposables.add(new DeferredFileSystem(async () => (await services()).outputFiles));
  disposables.add(
    vscode.workspace.registerFileSystemProvider(OUTPUT_SCHEME, outputs, {
      isCaseSensitive: true,
      isReadonly: true,
    }),
  );
  const restore = (
    viewType: string,
    panels: (all: ExtensionServices['panels']) => vscode.WebviewPanelSerializer,
  ) =>
    disposables.add(
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state) =>
          panels((await services()).panels).deserializeWebviewPanel(panel, state),
      }),
    );
  restore(PANELS.tagging, ({ tagging }) => tagging);
  restore(PANELS.execution, ({ executions }) => executions);
  restore(PANELS.history, ({ history }) => history);
  restore(PANELS.runForm, ({ runForms }) => runForms);
  disposables.add(
    vscode.window.registerUriHandler({ handleUri: async (uri) => (await services()).openLink(uri) }),
  );
  disposables.add(
    vscode.tasks.registerTaskProvider(TASK_TYPE, {
      provideTasks: async () => (await services()).tasks.provideTasks(),
      resolveTask: async (task) => (await services()).tasks.resolveTask(task),
    }),
  );
  registerCommands(
    disposables,
    (view) => views.selectedIn(view),
    async () => (await services()).run,
  );
  setImmediate(() => {
    services().catch((error: unknown) => log.error(explain(error)));
  });
  return { services, activatedInMs: performance.now() - began };
}

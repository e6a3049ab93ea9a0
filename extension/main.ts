import { join } from 'node:path';
import * as vscode from 'vscode';
import { explain } from '../protocol/errors/outrunner-error.ts';
import type { CommandContext } from './commands/command.ts';
import { registerCommands } from './commands/register-commands.ts';
import { Connection } from './connection/connection.ts';
import { EmbeddedCoordinator } from './connection/embedded/embedded-coordinator.ts';
import { copyPrograms } from './connection/embedded/programs.ts';
import { VsCodeSavedTarget } from './connection/vscode-saved-target.ts';
import { ContextKeySetter } from './host/context-keys.ts';
import { Disposables } from './host/disposables.ts';
import { ReadOnlyTexts } from './host/read-only-texts.ts';
import { VsCodeDesk } from './host/vscode-desk.ts';
import { VsCodePrompts } from './host/vscode-prompts.ts';
import { SETTINGS, SETTINGS_SECTION } from './ids/settings.ts';
import { TAGGING_EDITOR } from './ids/views.ts';
import { JobFileSystem } from './jobs/job-file-system.ts';
import { JOB_SCHEME } from './jobs/job-uri.ts';
import { ModelStore } from './model/model-store.ts';
import { TaggingPanels } from './tagging/tagging-panels.ts';
import { ExecutionTerminals } from './terminals/execution-terminals.ts';
import type { Notify } from './terminals/notification.ts';
import { StatusBar } from './views/status-bar.ts';
import { Views } from './views/views.ts';

/** What the extension offers to others, its own tests among them. */
export interface OutrunnerApi {
  readonly connection: Connection;
  readonly store: ModelStore;
  readonly context: CommandContext;
}

/** The composition root of the extension. Nothing is waited for: the connection is resumed in the background. */
export function activate(extension: vscode.ExtensionContext): OutrunnerApi {
  const disposables = new Disposables();
  extension.subscriptions.push(disposables);
  const log = disposables.add(vscode.window.createOutputChannel('Outrunner', { log: true }));
  const failed = (error: unknown) => log.error(explain(error));

  const store = new ModelStore(failed);
  const model = () => store.model;
  const saved = new VsCodeSavedTarget(extension);
  const embedded = new EmbeddedCoordinator(embeddedPlace(extension));
  const connection = disposables.add(new Connection(saved, embedded, store, (line) => log.info(line)));
  const client = () => connection.client;

  const prompts = new VsCodePrompts();
  const jobs = disposables.add(new JobFileSystem(client));
  disposables.add(vscode.workspace.registerFileSystemProvider(JOB_SCHEME, jobs, { isCaseSensitive: true }));
  const texts = disposables.add(new ReadOnlyTexts());
  const desk = new VsCodeDesk({ model, panels: () => panels, terminals: () => terminals, texts });
  const panels: TaggingPanels = disposables.add(
    new TaggingPanels({
      extensionUri: extension.extensionUri,
      client,
      model,
      openYaml: (job) => desk.openJob(job),
      onFailed: failed,
    }),
  );
  disposables.add(vscode.window.registerWebviewPanelSerializer(TAGGING_EDITOR, panels));
  const terminals: ExecutionTerminals = disposables.add(
    new ExecutionTerminals({ state: extension.workspaceState, connection, model, prompts, notify }),
  );

  const views = new Views(disposables);
  const statusBar = disposables.add(new StatusBar());
  const keys = new ContextKeySetter();
  const show = () => {
    const { state } = connection;
    keys.set('outrunner.connection', state.kind);
    keys.set('outrunner.embedded', state.kind !== 'none' && state.target.kind === 'embedded');
    keys.set('outrunner.runnersEnabled', store.model.runnersEnabled);
    keys.set('outrunner.hasProjects', store.model.projects.length > 0);
    views.show(state, store.model);
    statusBar.update(state, store.model);
  };
  show();
  disposables.add(
    store.onDidChange(() => {
      show();
      jobs.follow(store.model);
      panels.refresh();
    }),
  );
  disposables.add(
    connection.onDidChange((state) => {
      show();
      if (state.kind === 'connected') terminals.attachAgain();
    }),
  );

  const context: CommandContext = { prompts, connection, embedded, saved, desk, model };
  registerCommands(context, disposables);
  connection.resume().catch(failed);
  return { connection, store, context };
}

function embeddedPlace(
  extension: vscode.ExtensionContext,
): ConstructorParameters<typeof EmbeddedCoordinator>[0] {
  const version = String(extension.extension.packageJSON.version);
  const storage = extension.globalStorageUri.fsPath;
  const dist = extension.asAbsolutePath('dist');
  const installed = extension.extensionMode === vscode.ExtensionMode.Production;
  return {
    dataDir: join(storage, 'coordinator'),
    logFile: join(storage, 'logs', 'coordinator.log'),
    executable: process.execPath,
    version,
    programs: async () => (installed ? copyPrograms(dist, storage, version) : dist),
  };
}

function notify(): Notify {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION).get<Notify>(SETTINGS.notifyOnEnd, 'never');
}

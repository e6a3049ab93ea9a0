import '../localization/translation.ts';
import * as vscode from 'vscode';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { SettingsFileSystem } from '../administration/settings-file-system.ts';
import type { RunCommand } from '../command-registry/register-commands.ts';
import { runAction, runCommand } from '../command-registry/run-command.ts';
import type { CommandContext } from '../commands/command.ts';
import { linkedProjects } from '../commands/linked-project.ts';
import { useCoordinator } from '../connection/commands/use-coordinator.ts';
import { ConfiguredUrlWatch } from '../connection/configured-url-watch.ts';
import { CoordinatorConnection } from '../connection/connection.ts';
import {
  chosenKey,
  chosenTarget,
  coordinatorKey,
  isSameCoordinator,
} from '../connection/connection-state.ts';
import { EmbeddedCoordinator } from '../connection/embedded/embedded-coordinator.ts';
import { pinClient, pinCoordinator } from '../connection/pin-client.ts';
import { configuredUrl, VsCodeSavedTarget } from '../connection/vscode-saved-target.ts';
import type { StoredDocuments } from '../documents/deferred-file-system.ts';
import { OwnedDocuments } from '../documents/owned-documents.ts';
import { ReadOnlyTexts } from '../documents/read-only-texts.ts';
import { dropRows } from '../drag/drop-rows.ts';
import { VsCodeEditorActions } from '../editor-actions/vscode-editor-actions.ts';
import { ListedExecutions } from '../executions/listed-executions.ts';
import { ExecutionOutputs } from '../executions/output/execution-outputs.ts';
import { OutputEditors } from '../executions/output/output-editors.ts';
import { OutputFileSystem } from '../executions/output/output-file-system.ts';
import { ExecutionTerminals } from '../executions/terminals/execution-terminals.ts';
import { WatchedExecutions } from '../executions/terminals/watched-executions.ts';
import { undeliveredTooltip } from '../executions/undelivered.ts';
import { WatchedSteps } from '../executions/watched-steps.ts';
import { COMMANDS } from '../ids/commands.ts';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';
import { JobFileSystem } from '../jobs/editor/job-file-system.ts';
import { provideJobLanguage } from '../jobs/editor/job-language.ts';
import { scheduleTooltip } from '../jobs/schedule-tooltip.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import { JobFileDecorations } from '../linked-folders/job-file-decorations.ts';
import { WorkspaceFolders } from '../linked-folders/workspace-folders.ts';
import { showLinkedObject } from '../links/link-commands.ts';
import { ModelStore } from '../model/model-store.ts';
import { OutrunnerPanels } from '../panels/outrunner-panels.ts';
import { ProblemWatch } from '../problems/problem-watch.ts';
import { SeenProblems } from '../problems/seen-problems.ts';
import { ProjectConfigFileSystem } from '../projects/project-config-file-system.ts';
import { VsCodePrompts } from '../prompts/vscode-prompts.ts';
import { UpcomingRuns } from '../schedules/upcoming-runs.ts';
import { JobTasks } from '../tasks/job-tasks.ts';
import { PacedRefresh } from '../views/paced-refresh.ts';
import type { ShellViews } from '../views/shell-views.ts';
import { TreeArrangement } from '../views/tree-arrangement.ts';
import { embeddedPlace } from './embedded-place.ts';
import { notifyOfProblem } from './problem-notifications.ts';
import { provideLinks } from './provide-links.ts';
import { runFormNeeds } from './run-form-needs.ts';
import { mostNodeTerminals, notifiesOnProblems, notifyOnEnd, reusesTerminals } from './user-settings.ts';
import { watchedFile } from './watched-file.ts';

const MINUTE_MS = 60_000;

/** The objects that activation creates before the services load. */
export interface ActivatedExtension {
  readonly extension: vscode.ExtensionContext;
  readonly disposables: Disposables;
  readonly log: vscode.LogOutputChannel;
  readonly views: ShellViews;
}

/** The services that registered commands, file systems and views use. */
export interface ExtensionServices {
  readonly run: RunCommand;
  readonly jobs: JobFileSystem;
  readonly jobDocuments: StoredDocuments;
  readonly projectDocuments: StoredDocuments;
  readonly settingsDocuments: StoredDocuments;
  readonly outputFiles: OutputFileSystem;
  readonly panels: OutrunnerPanels;
  readonly tasks: JobTasks;
  /** Shows the object of a `vscode://` link. */
  readonly openLink: (uri: vscode.Uri) => Promise<void>;
  readonly context: CommandContext;
  readonly store: ModelStore;
  readonly steps: WatchedSteps;
  readonly problems: ProblemWatch;
  readonly upcoming: UpcomingRuns;
  readonly decorations: JobFileDecorations;
}

/** Assembles the services of the extension, and resumes the saved connection in the background. */
export function assemble({ extension, disposables, log, views }: ActivatedExtension): ExtensionServices {
  const failed = (error: unknown) => log.error(explain(error));
  const store = new ModelStore(failed);
  const model = () => store.model;
  const saved = new VsCodeSavedTarget(extension);
  const embedded = new EmbeddedCoordinator(embeddedPlace(extension, (line) => log.warn(line)));
  const connection = disposables.add(
    new CoordinatorConnection(saved, embedded, store, (line) => log.info(line)),
  );
  const client = () => connection.client;

  const prompts = new VsCodePrompts();
  const documentClient = async () => {
    const check = pinCoordinator(connection);
    const settled = await connection.settledClient();
    check();
    return settled;
  };
  const jobs = disposables.add(new JobFileSystem(documentClient));
  const settings = disposables.add(new SettingsFileSystem(documentClient));
  const projects = disposables.add(new ProjectConfigFileSystem(documentClient));
  const owned = (documents: StoredDocuments) =>
    disposables.add(new OwnedDocuments(documents, () => chosenKey(connection.state)));
  const linked = () => linkedProjects(linkedFolders);
  disposables.add(provideJobLanguage({ store, client, linkedProjects: linked, onFailed: failed }));
  const texts = disposables.add(new ReadOnlyTexts());
  const outputs = new ExecutionOutputs(client);
  const outputFiles = disposables.add(new OutputFileSystem(outputs, documentClient));
  const outputEditors = disposables.add(new OutputEditors(outputs, outputFiles));
  const editor = new VsCodeEditorActions({
    panels: () => panels,
    terminals: () => terminals,
    texts,
    outputs: outputEditors,
    revealRunner: (runnerId) => revealRunner(runnerId),
    log,
    extension: extension.extension,
  });
  const panels: OutrunnerPanels = disposables.add(
    new OutrunnerPanels({
      extensionUri: extension.extensionUri,
      client,
      model,
      openYaml: (job) => editor.openJob(job),
      runForms: runFormNeeds(extension, () => context),
      run: (command, subject) => runCommand(context, command, subject, []),
      onFailed: failed,
    }),
  );
  const showFailure = (executionId: ExecutionId) =>
    runCommand(context, COMMANDS.goToFirstError, { kind: 'execution', executionId }, []);
  const watchedOn = new Map<string, WatchedExecutions>();
  const watched = () => {
    const key = coordinatorKey(saved.previous() ?? { kind: 'embedded' });
    const known = watchedOn.get(key) ?? new WatchedExecutions(watchedFile(extension, key), failed);
    watchedOn.set(key, known);
    return known;
  };
  const terminals: ExecutionTerminals = disposables.add(
    new ExecutionTerminals({
      watched,
      connection,
      model,
      prompts,
      notify: notifyOnEnd,
      reuses: reusesTerminals,
      mostNodes: mostNodeTerminals,
      showFailure,
    }),
  );

  disposables.add(
    provideLinks({ terminals, panels, outputs, run: (id, subject) => runCommand(context, id, subject, []) }),
  );
  const linkedFolders: WorkspaceFolders = new WorkspaceFolders(texts, () => decorations.refresh());
  const decorations: JobFileDecorations = disposables.add(
    new JobFileDecorations({
      folders: linkedFolders,
      connection: () => connection.state,
      model,
      onFailed: failed,
    }),
  );
  const steps = disposables.add(new WatchedSteps({ client, onChanged: () => refresh.request() }));
  const upcoming = disposables.add(
    new UpcomingRuns({ client, onChanged: () => refresh.request(), onFailed: failed }),
  );
  const rows = new TreeArrangement(extension.workspaceState, () => show());
  const revealRunner = async (runnerId: string) => {
    rows.showRunner(store.model, runnerId);
    show();
    await views.revealRunner(runnerId);
  };
  const listed = new ListedExecutions({
    client,
    saveFilter: (executionFilter) => rows.states.update({ executionFilter }),
    onChanged: () => show(),
  });
  const seen = new SeenProblems(extension.workspaceState);
  const problems = new ProblemWatch({
    seen,
    isVisible: () => views.isExecutionsVisible,
    isWanted: notifiesOnProblems,
    isNotified: (execution) => terminals.isStartedHere(execution),
    notify: (notification) =>
      void notifyOfProblem(context, notification, {
        execution: (execution) => {
          show();
          return views.revealExecution(execution);
        },
        runner: revealRunner,
      }).catch(failed),
    now: () => performance.now(),
  });
  const canSwitch = () => {
    const current = chosenTarget(connection.state);
    return saved.knownUrls().some((url) => !isSameCoordinator({ kind: 'remote', url }, current));
  };
  const refresh = disposables.add(
    new PacedRefresh(() =>
      views.show(connection.state, {
        model: store.model,
        list: listed.list,
        steps: steps.steps,
        upcoming: upcoming.known,
        problems: problems.problems,
        rows: rows.shown,
        now: Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS,
        canSwitch: canSwitch(),
      }),
    ),
  );
  const show = () => refresh.now();
  views.connect({
    onExecutionToggled: (id, isOpen) => {
      const execution = ExecutionId.parse(id);
      if (isOpen) steps.watch(execution);
      else steps.unwatch(execution);
    },
    onSchedulesVisible: (isVisible) => upcoming.setVisible(isVisible),
    onExecutionsVisible: () => {
      problems.seen();
      show();
    },
    onDropped: (target, dragged) => void runAction(context, dropRows, target, dragged),
    moreTooltip: async (more) =>
      more.kind === 'schedule'
        ? scheduleTooltip(client(), more.jobId)
        : undeliveredTooltip(client(), more.execution),
  });
  disposables.add(
    store.onDidChange(() => {
      listed.follow(store.model);
      problems.follow(store.model);
      upcoming.follow(store.model);
      refresh.request();
      jobs.follow(store.model);
      projects.follow(store.model);
      panels.refresh();
      terminals.follow(store.model);
      decorations.follow(store.model);
    }),
  );
  disposables.add(
    connection.onDidSwitch((target) => {
      // The ids of executions and jobs are unique only within one coordinator.
      steps.dispose();
      outputs.clear();
      outputFiles.reload();
      jobs.clear();
      seen.choose(target);
      rows.states.choose(target);
      listed.restore(rows.states.current.executionFilter);
      upcoming.restart();
    }),
  );
  disposables.add(
    connection.onDidChange((state) => {
      if (state.kind === 'none') upcoming.restart();
      if (state.kind === 'connected') upcoming.refresh();
      if (state.kind === 'none' || state.kind === 'connecting') problems.restart();
      show();
      if (state.kind === 'connected') {
        terminals.reopen().catch(failed);
        panels.refresh();
      }
      decorations.refresh();
    }),
  );

  const urlSetting = disposables.add(
    new ConfiguredUrlWatch({
      configured: configuredUrl,
      current: () => chosenTarget(connection.state),
      allowsPlaintext: () => saved.allowsPlaintext(),
      prompts,
      connect: (url) => useCoordinator(context, { kind: 'remote', url }),
      onFailed: failed,
    }),
  );
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SETTINGS_SECTION}.${SETTINGS.coordinatorUrl}`)) urlSetting.changed();
    }),
  );

  // The uptime of replicas changes without an event.
  const minutes = setInterval(show, MINUTE_MS);
  disposables.add({ dispose: () => clearInterval(minutes) });

  const context: CommandContext = {
    prompts,
    connection,
    embedded,
    saved,
    editor,
    model,
    outputs,
    executions: listed,
    rows,
    linkedFolders,
  };
  const tasks = new JobTasks({
    isTrusted: () => vscode.workspace.isTrusted,
    connect: () => connection.settledClient(),
    pinClient: () => pinClient(connection),
    model,
    stop: (execution, pinned) => {
      (async () => pinned()?.abortExecution({ params: { execution } }))().catch(failed);
    },
  });
  disposables.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      // Before the workspace was trusted, the embedded coordinator could not be started.
      if (connection.state.kind === 'unreachable') connection.resume().catch(failed);
    }),
  );
  connection.resume().catch(failed);
  show();
  return {
    run: (id, on, selected) => runCommand(context, id, on, selected),
    jobs,
    jobDocuments: owned(jobs),
    projectDocuments: owned(projects),
    settingsDocuments: owned(settings),
    outputFiles,
    panels,
    tasks,
    openLink: (uri) => showLinkedObject(context, uri),
    context,
    store,
    steps,
    problems,
    upcoming,
    decorations,
  };
}

import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { executionAbilities } from '../executions/executions-tree.ts';
import { HistorySession } from '../executions/history/history-session.ts';
import { ExecutionSession } from '../executions/panel/execution-session.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { PANELS } from '../ids/views.ts';
import { type RunFormNeeds, RunFormSession } from '../jobs/run-panel/run-form-session.ts';
import { taggingPanel } from '../jobs/tagging/tagging-panel.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { Model } from '../model/model.ts';
import type { Subject } from '../tree/tree-node.ts';
import { ContextKeySetter } from '../views/context-keys.ts';
import { WebviewPanels } from '../webviews/webview-panels.ts';

export interface OutrunnerPanelsNeeds {
  readonly extensionUri: vscode.Uri;
  readonly client: () => Client | undefined;
  readonly model: () => Model;
  readonly openYaml: (job: JobOverview) => Promise<void>;
  /** The services of the forms of jobs. */
  readonly runForms: Omit<RunFormNeeds, 'job' | 'client' | 'model' | 'now'>;
  readonly run: (command: CommandId, subject: Subject) => Promise<void>;
  readonly onFailed: (error: unknown) => void;
}

/** The webview panels of the extension. */
export class OutrunnerPanels implements vscode.Disposable {
  readonly tagging: WebviewPanels<JobId>;
  readonly executions: WebviewPanels<ExecutionId>;
  readonly history: WebviewPanels<JobId>;
  readonly runForms: WebviewPanels<JobId, RunFormSession>;
  readonly #owned = new Disposables();
  readonly #keys = new ContextKeySetter();
  readonly #model: () => Model;

  constructor(needs: OutrunnerPanelsNeeds) {
    const { extensionUri, client, model, openYaml, runForms, run, onFailed } = needs;
    const parseJob = (key: string) => JobId.safeParse(key).data;
    this.#model = model;
    this.tagging = this.#owned.add(
      new WebviewPanels({
        extensionUri,
        viewType: PANELS.tagging,
        page: 'tagging-editor',
        parseKey: parseJob,
        titleOf: () => l10n.t('Job Tags'),
        createSession: (job, view) => taggingPanel({ job, client, model, openYaml }, view),
        onFailed,
      }),
    );
    this.executions = this.#owned.add(
      new WebviewPanels({
        extensionUri,
        viewType: PANELS.execution,
        page: 'execution-panel',
        parseKey: (key) => ExecutionId.safeParse(Number(key)).data,
        titleOf: (execution) => l10n.t('Execution {0}', execution),
        createSession: (execution, view) =>
          new ExecutionSession(
            {
              execution,
              client,
              model,
              openOutput: (place) =>
                run(COMMANDS.showFullOutput, { kind: 'execution', executionId: execution, place }),
              now: Date.now,
            },
            view,
          ),
        onActiveChanged: () => this.#updateKeys(),
        onFailed,
      }),
    );
    this.history = this.#owned.add(
      new WebviewPanels({
        extensionUri,
        viewType: PANELS.history,
        page: 'job-history',
        parseKey: parseJob,
        titleOf: () => l10n.t('Job History'),
        createSession: (job, view) =>
          new HistorySession(
            {
              job,
              client,
              model,
              open: (execution) => this.executions.open(execution),
              runAgain: (executionId) => run(COMMANDS.runAgain, { kind: 'execution', executionId }),
              runWithForm: (executionId) => run(COMMANDS.rerunWithForm, { kind: 'execution', executionId }),
              now: Date.now,
            },
            view,
          ),
        onFailed,
      }),
    );
    this.runForms = this.#owned.add(
      new WebviewPanels({
        extensionUri,
        viewType: PANELS.runForm,
        page: 'run-form',
        parseKey: parseJob,
        titleOf: () => l10n.t('Run Job'),
        createSession: (job, view) =>
          new RunFormSession({ ...runForms, job, client, model, now: Date.now }, view),
        onFailed,
      }),
    );
  }

  /** Updates the visible panels from the model. */
  refresh(): void {
    for (const panels of [this.tagging, this.executions, this.history, this.runForms]) panels.refresh();
    this.#updateKeys();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Sets the context key that enables the actions in the title of the active execution panel. */
  #updateKeys(): void {
    const active = this.executions.active;
    const execution = this.#model().executions.find(({ id }) => id === active);
    this.#keys.set(
      'outrunner.activeExecution',
      execution === undefined ? '' : executionAbilities(execution).join(' '),
    );
  }
}

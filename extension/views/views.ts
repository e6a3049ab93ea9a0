import * as vscode from 'vscode';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { type OnDropped, RowDragController } from '../drag/row-drag-controller.ts';
import { filterText } from '../executions/execution-filter.ts';
import type { StepsByExecution } from '../executions/execution-steps.ts';
import { executionRowId, executionsTree } from '../executions/executions-tree.ts';
import type { ExecutionsList } from '../executions/listed-executions.ts';
import { VIEWS } from '../ids/views.ts';
import { keysTree } from '../keys/keys-tree.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import type { Model } from '../model/model.ts';
import { overviewTree } from '../overview/overview-tree.ts';
import { executionsBadge } from '../problems/executions-badge.ts';
import type { Problems } from '../problems/problem-watch.ts';
import { projectsTree } from '../projects/projects-tree.ts';
import { runnerRowId, runnersTree } from '../runners/runners-tree.ts';
import { tagsTree } from '../tags/tags-tree.ts';
import { TreeAdapter, type TreeRow } from '../tree/tree-adapter.ts';
import type { MoreTooltip, TreeNode } from '../tree/tree-node.ts';
import { revealRow } from './reveal-row.ts';
import { viewMessage } from './view-message.ts';

interface View {
  readonly id: string;
  readonly adapter: TreeAdapter;
  readonly view: vscode.TreeView<TreeRow>;
  readonly tree: (model: Model, executions: ShownExecutions) => readonly TreeNode[];
}

/** The rows of the Executions view, the steps of expanded rows, and the unseen problems. */
export interface ShownExecutions {
  readonly list: ExecutionsList;
  readonly steps: StepsByExecution;
  readonly problems: Problems;
}

/** The services that the trees call. */
export interface TreeHandlers {
  /** Called when the row of an execution is expanded or collapsed. */
  readonly onExecutionToggled: (execution: number, isOpen: boolean) => void;
  /** Called when the Executions view becomes visible. */
  readonly onExecutionsVisible: () => void;
  /** Called when rows were dropped on a row. */
  readonly onDropped: OnDropped;
  readonly moreTooltip: (more: MoreTooltip) => Promise<string | undefined>;
}

/** The six trees. All show the same model, so they never contradict each other. */
export class Views {
  readonly #views: readonly View[];
  readonly #executions: View;
  readonly #runners: View;
  #onDropped: OnDropped | undefined;
  #connecting: PromiseWithResolvers<void> | undefined;

  constructor(disposables: Disposables) {
    const dragAndDropController = new RowDragController((target, dragged) =>
      this.#onDropped?.(target, dragged),
    );
    const open = (id: string, tree: View['tree']): View => {
      const adapter = disposables.add(new TreeAdapter());
      const view = disposables.add(
        vscode.window.createTreeView(id, {
          treeDataProvider: adapter,
          showCollapseAll: true,
          canSelectMany: true,
          dragAndDropController,
        }),
      );
      return { id, adapter, view, tree };
    };
    this.#executions = open(VIEWS.executions, (_model, { list, steps }) => executionsTree(list, steps));
    this.#runners = open(VIEWS.runners, (model) => runnersTree(model, Date.now()));
    this.#views = [
      this.#runners,
      open(VIEWS.tags, tagsTree),
      open(VIEWS.projects, projectsTree),
      this.#executions,
      open(VIEWS.keys, keysTree),
      open(VIEWS.overview, overviewTree),
    ];
  }

  /** Connects the trees to the services, once these are loaded. */
  connect(
    disposables: Disposables,
    { moreTooltip, onDropped, onExecutionToggled, onExecutionsVisible }: TreeHandlers,
  ): void {
    for (const { adapter } of this.#views) adapter.moreTooltip = moreTooltip;
    this.#onDropped = onDropped;
    const toggled = (row: TreeRow, isOpen: boolean) => {
      const { subject } = row.node;
      if (row.parent === undefined && subject.kind === 'execution')
        onExecutionToggled(subject.executionId, isOpen);
    };
    const { view } = this.#executions;
    disposables.add(view.onDidExpandElement(({ element }) => toggled(element, true)));
    disposables.add(view.onDidCollapseElement(({ element }) => toggled(element, false)));
    disposables.add(
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) onExecutionsVisible();
      }),
    );
  }

  get isExecutionsVisible(): boolean {
    return this.#executions.view.visible;
  }

  /** Returns the selected rows of a view, by its id. */
  selectedIn(view: string): readonly TreeRow[] {
    return this.#views.find(({ id }) => id === view)?.view.selection ?? [];
  }

  /** Selects the row of a runner, and shows the view. */
  async revealRunner(runnerId: string): Promise<void> {
    const { adapter, view } = this.#runners;
    const row = adapter.rowOf(runnerRowId(runnerId));
    if (row !== undefined) await revealRow(view, row, { select: true, focus: true });
  }

  /**
   * Selects and expands the row of an execution, and shows the view. If the filter hides the row, only shows the view.
   */
  async revealExecution(execution: ExecutionId): Promise<void> {
    const { adapter, view } = this.#executions;
    const row = adapter.rowOf(executionRowId(execution));
    if (row === undefined) await vscode.commands.executeCommand(`${VIEWS.executions}.focus`);
    else await revealRow(view, row, { select: true, focus: true, expand: true });
  }

  /** Shows the model. While the chosen coordinator is not connected, its last received model stays visible. */
  show(state: ConnectionState, model: Model, executions: ShownExecutions): void {
    for (const { id, adapter, view, tree } of this.#views) {
      adapter.show(state.kind === 'none' ? [] : tree(model, executions));
      const message = viewMessage(id, state.kind, model);
      if (view.message !== message) view.message = message;
    }
    const filter = filterText(executions.list.filter);
    const { view: executionsView } = this.#executions;
    if ((executionsView.description ?? '') !== filter) executionsView.description = filter;
    this.#showProgress(state.kind === 'connecting');
    this.#showBadge(executions.problems);
  }

  #showBadge(problems: Problems): void {
    const { view } = this.#executions;
    const badge = executionsBadge(problems);
    if (view.badge?.value === badge?.value && view.badge?.tooltip === badge?.tooltip) return;
    view.badge = badge;
  }

  /** Shows or hides the progress bar above the views. */
  #showProgress(connecting: boolean): void {
    if (connecting === (this.#connecting !== undefined)) return;
    this.#connecting?.resolve();
    this.#connecting = connecting ? Promise.withResolvers() : undefined;
    const { promise } = this.#connecting ?? {};
    if (promise === undefined) return;
    void vscode.window.withProgress({ location: { viewId: VIEWS.runners } }, () => promise);
  }
}

import * as vscode from 'vscode';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import { type OnDropped, RowDragController } from '../drag/row-drag-controller.ts';
import { executionRowId } from '../executions/executions-tree.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { VIEWS } from '../ids/views.ts';
import type { Disposables } from '../lifecycle/disposables.ts';
import { executionsBadge } from '../problems/executions-badge.ts';
import type { Problems } from '../problems/problem-watch.ts';
import { showTitledProgress } from '../prompts/notifications.ts';
import { TreeAdapter } from '../tree/tree-adapter.ts';
import type { MoreTooltip, TreeNode } from '../tree/tree-node.ts';
import type { TreeRow } from '../tree/tree-rows.ts';
import { type RevealOptions, revealRow } from './reveal-row.ts';
import { type ShownModel, VIEW_CONTENTS, type ViewContent } from './view-contents.ts';
import { viewMessage } from './view-message.ts';

interface View {
  readonly id: string;
  readonly adapter: TreeAdapter;
  readonly view: vscode.TreeView<TreeRow>;
  readonly content: ViewContent;
}

/** The services that the trees call. */
export interface TreeHandlers {
  /** Called when the row of an execution is expanded or collapsed. */
  readonly onExecutionToggled: (execution: number, isOpen: boolean) => void;
  /** Called when the Schedules view becomes visible or hidden. */
  readonly onSchedulesVisible: (isVisible: boolean) => void;
  /** Called when the Executions view becomes visible. */
  readonly onExecutionsVisible: () => void;
  /** Called when rows were dropped on a row. */
  readonly onDropped: OnDropped;
  readonly moreTooltip: (more: MoreTooltip) => Promise<string | undefined>;
}

/** The trees. All show the same model, so that they are consistent. */
export class Views {
  readonly #views: readonly View[];
  readonly #executions: View;
  readonly #runners: View;
  readonly #schedules: View;
  #onDropped: OnDropped | undefined;
  #connecting: PromiseWithResolvers<void> | undefined;

  constructor(disposables: Disposables) {
    const dragAndDropController = new RowDragController((target, dragged) =>
      this.#onDropped?.(target, dragged),
    );
    const open = (id: string, content: ViewContent): View => {
      const adapter = disposables.add(new TreeAdapter());
      const view = disposables.add(
        vscode.window.createTreeView(id, {
          treeDataProvider: adapter,
          showCollapseAll: true,
          canSelectMany: true,
          dragAndDropController,
        }),
      );
      let wasVisible = false;
      disposables.add(
        view.onDidChangeVisibility(({ visible }) => {
          // VS Code gives the tree of a view that the user expands for the first time no height. It does so when it
          // receives a message, otherwise after two seconds.
          if (visible && !wasVisible) view.message = view.message ?? '';
          wasVisible ||= visible;
          adapter.setVisible(visible);
        }),
      );
      return { id, adapter, view, content };
    };
    const views = VIEW_CONTENTS.map(([id, content]) => open(id, content));
    const viewOf = (id: string): View => {
      const view = views.find((it) => it.id === id);
      if (view === undefined) throw new Error(`there is no view ${id}`);
      return view;
    };
    this.#views = views;
    this.#executions = viewOf(VIEWS.executions);
    this.#runners = viewOf(VIEWS.runners);
    this.#schedules = viewOf(VIEWS.schedules);
  }

  /** Connects the trees to the services, once these are loaded. */
  connect(
    disposables: Disposables,
    { moreTooltip, onDropped, onExecutionToggled, onExecutionsVisible, onSchedulesVisible }: TreeHandlers,
  ): void {
    for (const { adapter } of this.#views) adapter.moreTooltip = moreTooltip;
    this.#onDropped = onDropped;
    const toggled = (row: TreeRow, isOpen: boolean) => {
      const { subject, kinds } = row.node;
      if (subject.kind === 'execution' && kinds.includes(ITEM_KINDS.execution))
        onExecutionToggled(subject.executionId, isOpen);
    };
    const { view } = this.#executions;
    disposables.add(view.onDidExpandElement(({ element }) => toggled(element, true)));
    disposables.add(view.onDidCollapseElement(({ element }) => toggled(element, false)));
    const { view: schedules } = this.#schedules;
    disposables.add(schedules.onDidChangeVisibility(({ visible }) => onSchedulesVisible(visible)));
    onSchedulesVisible(schedules.visible);
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

  /** Selects the row of a runner, and shows the view. If the filter hides the row, only shows the view. */
  async revealRunner(runnerId: string): Promise<void> {
    await this.#reveal(
      this.#runners,
      ({ subject }) => subject.kind === 'runner' && subject.runnerId === runnerId,
      {
        select: true,
        focus: true,
      },
    );
  }

  /**
   * Selects and expands the row of an execution, and shows the view. If the filter hides the row, only shows the view.
   */
  async revealExecution(execution: ExecutionId): Promise<void> {
    await this.#reveal(this.#executions, ({ id }) => id === executionRowId(execution), {
      select: true,
      focus: true,
      expand: true,
    });
  }

  async #reveal(
    { id, adapter, view }: View,
    isWanted: (node: TreeNode) => boolean,
    options: RevealOptions,
  ): Promise<void> {
    const row = adapter.find(isWanted);
    if (row === undefined) await vscode.commands.executeCommand(`${id}.focus`);
    else await revealRow(view, row, options);
  }

  /** Shows the model. While the chosen coordinator is not connected, its last received model stays visible. */
  show(state: ConnectionState, shown: ShownModel): void {
    const isChosen = state.kind !== 'none';
    for (const { id, adapter, view, content } of this.#views) {
      adapter.show([isChosen, ...content.basis(shown)], () => (isChosen ? content.tree(shown) : []));
      const message = viewMessage(id, state.kind, shown.model);
      if (view.message !== message) view.message = message;
      const description = content.description?.(shown) ?? '';
      if ((view.description ?? '') !== description) view.description = description;
    }
    this.#showProgress(state.kind === 'connecting');
    this.#showBadge(shown.problems);
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
    void showTitledProgress({ location: { viewId: VIEWS.runners } }, () => promise);
  }
}

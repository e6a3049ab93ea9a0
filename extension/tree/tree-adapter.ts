import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isParent } from './lazy-children.ts';
import type { TreeChanges } from './tree-changes.ts';
import type { MoreTooltip, TreeNode } from './tree-node.ts';
import { type TreeRow, TreeRows } from './tree-rows.ts';

const NO_CHANGES: TreeChanges = { kind: 'rows', ids: [] };

/** Shows a tree of nodes in a view, and redraws only rows that changed. */
export class TreeAdapter implements vscode.TreeDataProvider<TreeRow>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeRow | TreeRow[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rows = new TreeRows();
  /** The values from which the latest content is built. */
  #basis: readonly unknown[] = [];
  /** Builds the content that replaces the current one. Undefined if the current one is up to date. */
  #pending: (() => readonly TreeNode[]) | undefined;
  #isVisible = false;

  /**
   * Replaces the tree's content, unless `basis` contains the same values as before. The content of a hidden view is built
   * once the view becomes visible or one of its rows is needed.
   */
  show(basis: readonly unknown[], build: () => readonly TreeNode[]): void {
    if (basis.length === this.#basis.length && basis.every((it, index) => it === this.#basis[index])) return;
    this.#basis = basis;
    this.#pending = build;
    if (this.#isVisible) this.#fire(this.#build());
  }

  /** Sets whether the view is visible, and updates a view that becomes visible. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) this.#fire(this.#build());
  }

  /** Builds pending content. Returns what changed. */
  #build(): TreeChanges {
    const build = this.#pending;
    if (build === undefined) return NO_CHANGES;
    this.#pending = undefined;
    return this.#rows.replace(build());
  }

  #fire(changes: TreeChanges): void {
    if (changes.kind === 'root') {
      this.#changed.fire(undefined);
      return;
    }
    const rows = changes.ids.flatMap((id) => this.#rows.get(id) ?? []);
    if (rows.length > 0) this.#changed.fire(rows);
  }

  /** Loads the part of a tooltip that is read on hover. Undefined: there is no such part. */
  moreTooltip: (more: MoreTooltip) => Promise<string | undefined> = async () => undefined;

  async resolveTreeItem(item: vscode.TreeItem, row: TreeRow): Promise<vscode.TreeItem> {
    const { tooltip = '', moreTooltip } = row.node;
    const more = moreTooltip === undefined ? undefined : await this.moreTooltip(moreTooltip);
    if (moreTooltip !== undefined)
      item.tooltip = markdown(more === undefined ? tooltip : `${tooltip}\n\n${more}`);
    return item;
  }

  /** Returns the first row whose node is wanted, if the tree has one. */
  find(isWanted: (node: TreeNode) => boolean): TreeRow | undefined {
    this.#fire(this.#build());
    return this.#rows.find(isWanted);
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    return toTreeItem(row.node);
  }

  getChildren(row?: TreeRow): TreeRow[] {
    // VS Code asks for all rows, so there is nothing to announce.
    if (row === undefined) this.#build();
    return this.#rows.childrenOf(row);
  }

  getParent(row: TreeRow): TreeRow | undefined {
    return row.parent;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function toTreeItem(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, collapsibleState(node));
  item.id = node.id;
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined && node.moreTooltip === undefined) item.tooltip = markdown(node.tooltip);
  item.iconPath =
    node.icon.color === undefined
      ? new vscode.ThemeIcon(node.icon.id)
      : new vscode.ThemeIcon(node.icon.id, new vscode.ThemeColor(node.icon.color));
  item.contextValue = node.kinds.join(' ');
  item.accessibilityInformation = { label: node.accessibleLabel };
  if (node.command !== undefined) {
    item.command = { command: node.command, title: l10n.t('Open'), arguments: [node.subject] };
  }
  return item;
}

/** Creates untrusted Markdown with icons. Command links and HTML have no effect. */
function markdown(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString(text, true);
}

function collapsibleState(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (!isParent(node)) return vscode.TreeItemCollapsibleState.None;
  return node.initiallyExpanded === true
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

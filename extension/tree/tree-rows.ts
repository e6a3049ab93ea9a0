import { type TreeChanges, treeChanges } from './tree-changes.ts';
import type { TreeNode } from './tree-node.ts';

/** The identity of a row for VS Code. It exists as long as its id is in the tree, and refers to the newest node. */
export class TreeRow {
  node: TreeNode;
  readonly parent: TreeRow | undefined;
  /** Whether the rows below exist. VS Code reads them when it expands the row. */
  hasRows = false;

  constructor(node: TreeNode, parent: TreeRow | undefined) {
    this.node = node;
    this.parent = parent;
  }
}

/** The rows of a tree. Rows below a row that was never expanded do not exist yet. */
export class TreeRows {
  #roots: readonly TreeNode[] = [];
  #rows = new Map<string, TreeRow>();

  /** Replaces the content of the tree. Returns what changed. */
  replace(roots: readonly TreeNode[]): TreeChanges {
    const changes = treeChanges(this.#roots, roots);
    this.#roots = roots;
    const old = this.#rows;
    this.#rows = new Map();
    this.#adopt(roots, undefined, old);
    return changes;
  }

  /** Returns a row by the id of its node. */
  get(id: string): TreeRow | undefined {
    return this.#rows.get(id);
  }

  /** Returns the rows below a row, or the top-level rows. */
  childrenOf(row: TreeRow | undefined): TreeRow[] {
    if (row === undefined) return this.#rowsOf(this.#roots);
    const children = row.node.children ?? [];
    // VS Code may still ask for the children of a row that was removed.
    if (!row.hasRows && this.#rows.get(row.node.id) === row) {
      row.hasRows = true;
      this.#adopt(children, row, this.#rows);
    }
    return this.#rowsOf(children);
  }

  /** Returns the first row whose node is wanted, if the tree has one. Builds all rows before it. */
  find(isWanted: (node: TreeNode) => boolean): TreeRow | undefined {
    const search = (rows: readonly TreeRow[]): TreeRow | undefined => {
      for (const row of rows) {
        const found = isWanted(row.node) ? row : search(this.childrenOf(row));
        if (found !== undefined) return found;
      }
      return undefined;
    };
    return search(this.childrenOf(undefined));
  }

  #rowsOf(nodes: readonly TreeNode[]): TreeRow[] {
    return nodes.flatMap((node) => this.#rows.get(node.id) ?? []);
  }

  /** Creates the rows of nodes, and those below expanded rows. Rows of `old` with the same parent keep their identity. */
  #adopt(nodes: readonly TreeNode[], parent: TreeRow | undefined, old: ReadonlyMap<string, TreeRow>): void {
    for (const node of nodes) {
      const known = old.get(node.id);
      const row = known !== undefined && known.parent === parent ? known : new TreeRow(node, parent);
      row.node = node;
      this.#rows.set(node.id, row);
      if (row.hasRows) this.#adopt(node.children ?? [], row, old);
    }
  }
}

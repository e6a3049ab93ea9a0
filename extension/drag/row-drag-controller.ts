import * as vscode from 'vscode';
import type { Subject } from '../tree/tree-node.ts';
import type { TreeRow } from '../tree/tree-rows.ts';
import { draggedRows, draggedText, ROWS_MIME } from './dragged-rows.ts';

/** Receives the subject of the row that rows were dropped on, and the subjects of the dropped rows. */
export type OnDropped = (target: Subject, dragged: readonly Subject[]) => void;

/** Drags rows within a tree and to the other trees of the extension. */
export class RowDragController implements vscode.TreeDragAndDropController<TreeRow> {
  readonly dragMimeTypes = [ROWS_MIME];
  readonly dropMimeTypes = [ROWS_MIME];
  readonly #onDropped: OnDropped;

  constructor(onDropped: OnDropped) {
    this.#onDropped = onDropped;
  }

  handleDrag(rows: readonly TreeRow[], data: vscode.DataTransfer): void {
    const text = draggedText(rows.map(({ node }) => node.subject));
    if (text !== undefined) data.set(ROWS_MIME, new vscode.DataTransferItem(text));
  }

  /** Ignores drops outside of the rows, and data of other extensions. */
  async handleDrop(target: TreeRow | undefined, data: vscode.DataTransfer): Promise<void> {
    // VS Code adds an empty item of the same type before the one that `handleDrag` set.
    const items = [...data].filter(([mime]) => mime === ROWS_MIME);
    const texts = await Promise.all(items.map(([, item]) => item.asString()));
    const text = texts.find((it) => it !== '');
    if (target === undefined || text === undefined) return;
    this.#onDropped(target.node.subject, draggedRows(text));
  }
}

import type * as vscode from 'vscode';
import { type BlockTree, readBlocks } from '../../../job-language/language-service/block-tree.ts';
import { MAX_TEXT_LENGTH } from './job-document.ts';

/** Caches one tree per document version, because outline, folding, lenses and completion all need it. */
const TREES = new WeakMap<vscode.TextDocument, { readonly version: number; readonly tree: BlockTree }>();

/** Returns the blocks of a document with jobs. Undefined if the document is too long. */
export function treeOf(document: vscode.TextDocument): BlockTree | undefined {
  const { version } = document;
  const known = TREES.get(document);
  if (known?.version === version) return known.tree;
  const text = document.getText();
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const tree = readBlocks(text);
  TREES.set(document, { version, tree });
  return tree;
}

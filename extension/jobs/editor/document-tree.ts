import type * as vscode from 'vscode';
import { type BlockTree, readBlocks } from '../../../job-language/language-service/block-tree.ts';
import { blocksWithJobs } from '../../../job-language/language-service/recognise-jobs.ts';
import { isNamedAsJobs, isYaml, MAX_TEXT_LENGTH } from './job-document.ts';

interface ReadVersion {
  readonly version: number;
  readonly tree: BlockTree | undefined;
}

/** The parsed tree of the latest version of each document. Cached, because every language feature needs the tree. */
const READ = new WeakMap<vscode.TextDocument, ReadVersion>();

/** Returns the blocks of a document with jobs. Undefined for other documents, and if the document is too long. */
export function treeOf(document: vscode.TextDocument): BlockTree | undefined {
  const { version } = document;
  const known = READ.get(document);
  if (known?.version === version) return known.tree;
  const tree = readTree(document);
  READ.set(document, { version, tree });
  return tree;
}

/** Returns whether a document contains jobs: by its scheme, language or name, or by its content if it is YAML. */
export function isJobDocument(document: vscode.TextDocument): boolean {
  return isNamedAsJobs(document) || treeOf(document) !== undefined;
}

function readTree(document: vscode.TextDocument): BlockTree | undefined {
  const isNamed = isNamedAsJobs(document);
  if (!isNamed && !isYaml(document)) return undefined;
  const text = document.getText();
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  return isNamed ? readBlocks(text) : blocksWithJobs(text);
}

import * as vscode from 'vscode';
import type { BlockTree } from '../../../job-language/language-service/block-tree.ts';
import { blocksWithJobs } from '../../../job-language/language-service/recognise-jobs.ts';
import { treeOf } from './document-tree.ts';
import { MAX_TEXT_LENGTH } from './job-document.ts';

/** A document or a file of the workspace that contains jobs. */
export interface SearchedJobs {
  readonly uri: vscode.Uri;
  readonly tree: BlockTree;
}

/** Maximum number of YAML files that are searched for jobs. */
const MOST_FILES = 2000;

/**
 * Returns the open documents with jobs, and the job files of the workspace. Reads at most 2,000 YAML files of at most
 * 1 MiB.
 *
 * @param but the document to leave out
 */
export async function searchedJobs(but: vscode.Uri): Promise<readonly SearchedJobs[]> {
  const open = vscode.workspace.textDocuments.filter(({ isClosed }) => !isClosed);
  const texts: SearchedJobs[] = [];
  const seen = new Set([but, ...open.map(({ uri }) => uri)].map(String));
  for (const document of open) {
    const tree = document.uri.toString() === but.toString() ? undefined : treeOf(document);
    if (tree !== undefined) texts.push({ uri: document.uri, tree });
  }
  const files = await vscode.workspace.findFiles('**/*.{yaml,yml}', undefined, MOST_FILES);
  for (const uri of files) {
    if (seen.has(uri.toString())) continue;
    const tree = await treeOfFile(uri);
    if (tree !== undefined) texts.push({ uri, tree });
  }
  return texts;
}

/** Returns the blocks of a file with jobs. Undefined if it has none, is too long, or was deleted meanwhile. */
async function treeOfFile(uri: vscode.Uri): Promise<BlockTree | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MAX_TEXT_LENGTH) return undefined;
    return blocksWithJobs(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}

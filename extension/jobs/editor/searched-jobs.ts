import * as vscode from 'vscode';
import type { BlockTree } from '../../../job-language/language-service/block-tree.ts';
import { blocksWithJobs } from '../../../job-language/language-service/recognise-jobs.ts';
import { findLocalFiles } from '../../documents/find-local-files.ts';
import { treeOf } from './document-tree.ts';
import { MAX_TEXT_LENGTH } from './job-document.ts';

/** A document or a file of the workspace that contains jobs. */
export interface SearchedJobs {
  readonly uri: vscode.Uri;
  readonly tree: BlockTree;
}

/** Maximum number of YAML files that are searched for jobs. */
export const MOST_SEARCHED = 2000;
const READ_AT_ONCE = 20;

export interface JobSearch {
  readonly jobs: readonly SearchedJobs[];
  /** Whether the workspace has more YAML files than are searched. */
  readonly isIncomplete: boolean;
}

/**
 * Returns the open documents with jobs, and the job files of the workspace folders on a disk. Reads at most 2,000 YAML
 * files of at most 1 MiB.
 *
 * @param but the document to leave out
 */
export async function searchedJobs(but: vscode.Uri, token: vscode.CancellationToken): Promise<JobSearch> {
  const open = vscode.workspace.textDocuments.filter(({ isClosed }) => !isClosed);
  const jobs = open.flatMap((document): SearchedJobs[] => {
    const tree = document.uri.toString() === but.toString() ? undefined : treeOf(document);
    return tree === undefined ? [] : [{ uri: document.uri, tree }];
  });
  const seen = new Set([but, ...open.map(({ uri }) => uri)].map(String));
  const found = await findLocalFiles('**/*.{yaml,yml}', MOST_SEARCHED + 1, token);
  const files = found.slice(0, MOST_SEARCHED).filter((uri) => !seen.has(uri.toString()));
  for (let first = 0; first < files.length && !token.isCancellationRequested; first += READ_AT_ONCE) {
    const batch = files.slice(first, first + READ_AT_ONCE);
    const trees = await Promise.all(batch.map(async (uri) => ({ uri, tree: await treeOfFile(uri) })));
    for (const { uri, tree } of trees) if (tree !== undefined) jobs.push({ uri, tree });
  }
  return { jobs, isIncomplete: found.length > MOST_SEARCHED };
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

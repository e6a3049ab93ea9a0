import * as vscode from 'vscode';

/**
 * The state of a document that the coordinator keeps. VS Code takes a file for unchanged whose size is what it was, however
 * new it is, and would save over a change of the same length without a word; so the size that it is told is the number of
 * the version, which no two versions share.
 */
export function documentStat(document: {
  readonly version: number;
  /** Epoch ms. */
  readonly created: number;
  readonly modified: number;
}): vscode.FileStat {
  const { version, created, modified } = document;
  return { type: vscode.FileType.File, ctime: created, mtime: modified, size: version + 1 };
}

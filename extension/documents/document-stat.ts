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

/** The state of a text that nobody changes, such as a schema. */
export function readOnlyStat(text: string): vscode.FileStat {
  const stat = documentStat({ version: text.length, created: 0, modified: 0 });
  return { ...stat, permissions: vscode.FilePermission.Readonly };
}

/** A text that has no times of its own. */
export interface SeenText {
  readonly text: string;
  /** Counts texts. */
  readonly version: number;
  /** Epoch ms, when it was first seen: by it VS Code sees that somebody else changed something. */
  readonly since: number;
}

/** What is read now, after what was seen before: another text is another version. */
export function seenText(text: string, before: SeenText | undefined): SeenText {
  if (before?.text === text) return { text, version: before.version, since: before.since };
  return { text, version: (before?.version ?? 0) + 1, since: Date.now() };
}

/** The state of a text as it was seen. */
export function seenStat({ version, since }: SeenText): vscode.FileStat {
  return documentStat({ version, created: 0, modified: since });
}

import * as vscode from 'vscode';

/**
 * Returns the file status of a document that the coordinator stores. `size` is the version number, not the
 * length: VS Code treats a file of equal size as unchanged even if its mtime is newer, and would silently
 * overwrite a change of the same length.
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

/** Returns the file status of a text that never changes, such as a schema. */
export function readOnlyStat(text: string): vscode.FileStat {
  const stat = documentStat({ version: text.length, created: 0, modified: 0 });
  return { ...stat, permissions: vscode.FilePermission.Readonly };
}

/** The last read text of a document whose modification time the coordinator does not record. */
export interface SeenText {
  readonly text: string;
  /** Incremented whenever the text changes. */
  readonly version: number;
  /** When the extension first read this text, epoch ms. VS Code compares it to detect changes by others. */
  readonly since: number;
}

/** Returns the version and the time of `before` if the text is the same, otherwise the next version. */
export function seenText(text: string, before: SeenText | undefined): SeenText {
  if (before?.text === text) return { text, version: before.version, since: before.since };
  return { text, version: (before?.version ?? 0) + 1, since: Date.now() };
}

/** Returns the file status of a text that was read. */
export function seenStat({ version, since }: SeenText): vscode.FileStat {
  return documentStat({ version, created: 0, modified: since });
}

import type { FolderCache } from '../../job-language/sync/folder-cache.ts';
import type { FolderLink } from '../../job-language/sync/folder-link.ts';
import type { FolderListing, SyncFolder, SyncHistory } from '../../job-language/sync/sync-ports.ts';
import type { SyncRecord } from '../../job-language/sync/sync-record.ts';
import type { NamedText } from '../commands/command.ts';

/** A folder of the workspace that contains `outrunner.json`. */
export interface LinkPlace {
  /** Name of the folder, for display. */
  readonly name: string;
  /** URI of the folder. */
  readonly uri: string;
}

/** A folder of the workspace that `outrunner.json` links to a project. */
export interface LinkedFolder extends SyncFolder {
  /** With a cache, reads only files that changed since its last listing. */
  list(cache?: FolderCache): Promise<FolderListing>;
  readonly place: LinkPlace;
  readonly link: FolderLink;
  readonly history: SyncHistory;
  readRecord(): Promise<SyncRecord>;
  writeRecord(record: SyncRecord): Promise<void>;
  /** Returns the job file of a URI; undefined if it is not in the folder of jobs. */
  fileOf(uri: string): string | undefined;
  uriOf(file: string): string;
  /** Paths of job files whose open documents have unsaved changes. */
  unsaved(): readonly string[];
  /** Saves the documents of job files. Returns whether all were saved. */
  save(files: readonly string[]): Promise<boolean>;
  show(file: string, line?: number): Promise<void>;
  /** Compares a text of the coordinator with a job file in a diff editor, in which the file can be edited. */
  compare(remote: NamedText, file: string): Promise<void>;
}

/** The linked folders of the workspace. */
export interface LinkedFolders {
  /**
   * Returns the folders with `outrunner.json`, at most 20; none before the workspace is trusted. A folder of `known` that
   * is still linked is returned even if the search of VS Code misses it.
   */
  find(known?: readonly LinkPlace[]): Promise<readonly LinkPlace[]>;
  /** Throws `folder-link-invalid` and `folder-unsafe`. */
  open(place: LinkPlace): Promise<LinkedFolder>;
  /** Creates `outrunner.json` in the first folder of the workspace, and shows it. Returns false without a folder. */
  create(link: FolderLink): Promise<boolean>;
  /** Compares the linked folders again, soon, to renew the decorations of files. */
  refresh(): void;
}

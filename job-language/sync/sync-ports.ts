import type { Job } from '../format/job.ts';
import type { InvalidJobFile } from './read-job-file.ts';
import type { SyncIdentity } from './sync-identity.ts';

/** A job of the linked project on the coordinator. */
export interface RemoteJob extends SyncIdentity {
  readonly id: string;
  readonly revision: number;
  /** Epoch ms by the coordinator's clock. */
  readonly modifiedAt: number;
  readonly job: Job;
}

export interface RemoteText {
  readonly text: string;
  readonly revision: number;
}

/** The calls to a coordinator that a comparison and its changes need, for one project. */
export interface SyncCoordinator {
  /** Address of the coordinator, for records of what was synchronised. */
  readonly url: string;
  /** Throws `not-found` for a missing project. */
  jobs(): Promise<readonly RemoteJob[]>;
  text(id: string): Promise<RemoteText>;
  /** Returns the numbers of the stored revisions, newest first. */
  revisions(id: string): Promise<readonly number[]>;
  revisionText(id: string, revision: number): Promise<string>;
  /** Throws `revision-conflict` if the job's current revision is not `revision`, and `job-invalid`. */
  save(id: string, text: string, revision: number): Promise<void>;
  /** Returns the id of the new job. Throws `job-invalid` if the coordinator refuses it. */
  create(text: string): Promise<string>;
  remove(id: string): Promise<void>;
}

/** A file that may contain a job. `file` is its path below the folder of jobs. */
export interface FolderFile {
  readonly file: string;
  readonly text: string;
}

/** The YAML files of a folder. */
export interface FolderListing {
  readonly files: readonly FolderFile[];
  /** Files that cannot be read, such as links out of the folder. */
  readonly unreadable: readonly InvalidJobFile[];
}

/** The files of a linked folder. */
export interface SyncFolder {
  list(): Promise<FolderListing>;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
}

/** Earlier texts of the files of a folder, as version control has them. */
export interface SyncHistory {
  /** Returns earlier texts of the files of the folder, in any order. */
  texts(): Promise<readonly string[]>;
  /** Id of the commit that is checked out; undefined without version control. */
  commit(): Promise<string | undefined>;
  /** Returns whether the checked-out commit contains another one. */
  contains(commit: string): Promise<boolean>;
}

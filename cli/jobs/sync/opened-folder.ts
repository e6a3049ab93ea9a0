import { type ComparedFolder, compareFolder } from '../../../job-language/sync/compare-folder.ts';
import { coordinatorJobs } from '../../../job-language/sync/coordinator-jobs.ts';
import { type InvalidJobFile, JOB_FILE_NAME } from '../../../job-language/sync/read-job-file.ts';
import type { FolderListing, SyncCoordinator, SyncHistory } from '../../../job-language/sync/sync-ports.ts';
import type { SyncRecord } from '../../../job-language/sync/sync-record.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { checkedOutCommit, earlierTexts, headContains } from '../../../support/git/git-history.ts';
import type { Host } from '../../session/client-command.ts';
import type { ClientSession } from '../../session/session.ts';
import type { FolderOnDisk } from './folder-on-disk.ts';
import { openLinkedFolder } from './linked-folder.ts';

/** A linked folder, compared with its project. */
export interface OpenedFolder {
  readonly folder: FolderOnDisk;
  readonly coordinator: SyncCoordinator;
  readonly history: SyncHistory;
  readonly record: SyncRecord;
  readonly listing: FolderListing;
  readonly compared: ComparedFolder;
}

/**
 * Reads a linked folder and compares it with its project. Reports ignored files, and the position of each problem in
 * an invalid file. Sends the token only if the folder is linked to the coordinator of the environment.
 *
 * @throws {OutrunnerError} `usage`, `folder-link-invalid`, `folder-link-elsewhere`, `folder-unsafe`, and errors of the
 * coordinator
 */
export async function openFolder(
  { client, streams }: ClientSession,
  host: Host,
  path: string,
): Promise<OpenedFolder> {
  const { folder, url } = await openLinkedFolder(path, host.environment);
  const coordinator = coordinatorJobs(client, url, folder.link.project);
  const history = gitHistory(folder);
  const listing = await folder.list();
  const record = await folder.readRecord();
  const compared = await compareFolder({ listing, coordinator, history, record });
  for (const file of compared.ignored) streams.say(`ignored ${shownFile(folder, file)}: it contains no job`);
  for (const { file, line, column, problem } of compared.invalid)
    streams.say(`${shownFile(folder, file)}:${line}:${column}: error: ${problem}`);
  for (const path of compared.uncertain) streams.say(`left out ${path}: an invalid file may define this job`);
  return { folder, coordinator, history, record, listing, compared };
}

/** The invalid files of a folder, as commands print them with `--json`. */
export function shownInvalid({ folder, compared }: OpenedFolder): readonly InvalidJobFile[] {
  return compared.invalid.map((invalid) => ({ ...invalid, file: shownFile(folder, invalid.file) }));
}

/** Throws `job-files-invalid` if the folder has invalid files. Call this after the valid files are processed. */
export function refuseInvalid({ compared: { invalid } }: OpenedFolder): void {
  if (invalid.length > 0) throw new OutrunnerError('job-files-invalid', { count: String(invalid.length) });
}

/** Returns the path of a job file relative to the folder of `outrunner.json`. */
export function shownFile({ jobsPath }: Pick<FolderOnDisk, 'jobsPath'>, file: string): string {
  return jobsPath === '.' ? file : `${jobsPath}/${file}`;
}

function gitHistory({ root, jobsPath }: FolderOnDisk): SyncHistory {
  let commit: Promise<string | undefined> | undefined;
  return {
    texts: () => earlierTexts(root, jobsPath, (path) => JOB_FILE_NAME.test(path)),
    commit: () => {
      commit ??= checkedOutCommit(root);
      return commit;
    },
    contains: (earlier) => headContains(root, earlier),
  };
}

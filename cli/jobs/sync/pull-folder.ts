import { JobPull, type PullAct, type PullResult } from '../../../job-language/sync/pull-jobs.ts';
import type { Host } from '../../session/client-command.ts';
import { EXIT } from '../../session/exit-codes.ts';
import { print } from '../../session/print.ts';
import type { ClientSession } from '../../session/session.ts';
import { conflictText, STATE_TEXTS } from './compared-text.ts';
import type { FolderOption } from './diff-folder.ts';
import { keepRecord } from './keep-record.ts';
import { openFolder, refuseInvalid, shownFile, shownInvalid } from './opened-folder.ts';

export interface PullFlags extends FolderOption {
  readonly dryRun?: boolean;
  readonly delete?: boolean;
  readonly merge?: boolean;
  readonly force?: boolean;
}

/** Results after which the user must act. */
const UNFINISHED: ReadonlySet<PullAct> = new Set<PullAct>(['conflict', 'unresolved']);

const NO_WRITES = { write: async () => undefined, remove: async () => undefined };

/** Runs `outrunner job pull`. The exit code is 1 if a job has a conflict, or its file contains conflict markers. */
export async function pullFolder(session: ClientSession, host: Host, flags: PullFlags): Promise<number> {
  const opened = await openFolder(session, host, flags.folder ?? '.');
  const { folder, coordinator, compared, listing } = opened;
  const options = {
    force: flags.force === true,
    merge: flags.merge === true,
    deletes: flags.delete === true,
  };
  const isDry = flags.dryRun === true;
  const files = listing.files.map(({ file }) => file);
  const pull = new JobPull(coordinator, isDry ? NO_WRITES : folder, files, options);
  const results: PullResult[] = [];
  try {
    for (const job of compared.jobs) {
      const result = await pull.pull(job);
      if (result !== undefined) results.push(result);
    }
  } finally {
    if (!isDry) await keepRecord(session, opened, { jobs: compared.jobs, pulled: results });
  }
  const jobs = results.map(({ act, job, file }) => ({ act, job: job.path, file: shownFile(folder, file) }));
  await print(session, { dryRun: isDry, jobs, invalid: shownInvalid(opened) }, () =>
    jobs.map(({ act, job, file }) => (act === 'conflict' ? '' : `${act} ${job} (${file})\n`)).join(''),
  );
  for (const { act, job, file } of results) {
    if (act !== 'conflict') continue;
    const shown = shownFile(folder, file);
    session.streams.say(
      `conflict: ${job.path} (${shown}): ${STATE_TEXTS[job.state]}\n${conflictText(job, shown)}`,
    );
  }
  if (results.some(({ act }) => act === 'conflict')) {
    session.streams.say(
      'Jobs with a conflict were not written. Use --merge to merge both sides, or --force to take those of the coordinator.',
    );
  }
  refuseInvalid(opened);
  return results.some(({ act }) => UNFINISHED.has(act)) ? EXIT.failed : EXIT.succeeded;
}

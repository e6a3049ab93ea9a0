import { type PushResult, type PushStep, planPush, sendJobs } from '../../../job-language/sync/send-jobs.ts';
import type { Host } from '../../session/client-command.ts';
import { EXIT } from '../../session/exit-codes.ts';
import { print } from '../../session/print.ts';
import type { ClientSession } from '../../session/session.ts';
import { conflictText, STATE_TEXTS } from './compared-text.ts';
import type { FolderOption } from './diff-folder.ts';
import { keepRecord } from './keep-record.ts';
import { type OpenedFolder, openFolder, refuseInvalid, shownFile, shownInvalid } from './opened-folder.ts';

export interface PushFlags extends FolderOption {
  readonly dryRun?: boolean;
  readonly delete?: boolean;
  readonly force?: boolean;
}

const ACTS = { save: 'updated', create: 'created', delete: 'deleted' } as const;

/** Runs `outrunner job push`. The exit code is 1 if nothing was sent because of conflicts, or if a job was refused. */
export async function pushFolder(session: ClientSession, host: Host, flags: PushFlags): Promise<number> {
  const opened = await openFolder(session, host, flags.folder ?? '.');
  const { compared } = opened;
  const options = { force: flags.force === true, deletes: flags.delete === true };
  const { steps, conflicts } = planPush(compared.jobs, options);
  for (const job of conflicts) {
    const file = job.local === undefined ? job.path : shownFile(opened.folder, job.local.file);
    session.streams.say(
      `conflict: ${job.path} (${file}): ${STATE_TEXTS[job.state]}\n${conflictText(job, file)}`,
    );
  }
  const isDry = flags.dryRun === true;
  const hasConflicts = conflicts.length > 0;
  if (hasConflicts)
    session.streams.say(
      'Nothing was sent. Run `outrunner job pull --merge` and push again, or use --force to replace the jobs on the coordinator.',
    );
  const results = hasConflicts
    ? []
    : isDry
      ? steps.map((step) => ({ step }))
      : await sentJobs(session, opened, steps);
  const jobs = results.map((result) => shownResult(opened, result));
  const answer = {
    dryRun: isDry,
    jobs,
    conflicts: conflicts.map(({ path, state }) => ({ job: path, state })),
    invalid: shownInvalid(opened),
  };
  await print(session, answer, () => jobs.map(({ act, job, file }) => `${act} ${job} (${file})\n`).join(''));
  for (const { job, problem } of jobs)
    if (problem !== undefined) session.streams.say(`error: ${job}: ${problem}`);
  refuseInvalid(opened);
  const failed = hasConflicts || jobs.some(({ problem }) => problem !== undefined);
  return failed ? EXIT.failed : EXIT.succeeded;
}

/** Sends the jobs, and records which were sent even if an error ends the sending. */
async function sentJobs(
  session: ClientSession,
  opened: OpenedFolder,
  steps: readonly PushStep[],
): Promise<readonly PushResult[]> {
  const pushed: PushResult[] = [];
  try {
    for await (const result of sendJobs(steps, opened.coordinator)) pushed.push(result);
  } finally {
    await keepRecord(session, opened, { jobs: opened.compared.jobs, pushed });
  }
  return pushed;
}

function shownResult({ folder }: OpenedFolder, { step, problem }: { step: PushStep; problem?: string }) {
  const file = step.kind === 'delete' ? 'no file' : shownFile(folder, step.local.file);
  const act = problem === undefined ? ACTS[step.kind] : 'refused';
  return { act, job: step.job.path, file, ...(problem === undefined ? {} : { problem }) };
}

import type { Host } from '../../session/client-command.ts';
import { EXIT } from '../../session/exit-codes.ts';
import { print } from '../../session/print.ts';
import type { ClientSession } from '../../session/session.ts';
import { diffOfJob, STATE_TEXTS } from './compared-text.ts';
import { openFolder, refuseInvalid, shownFile, shownInvalid } from './opened-folder.ts';

/** The option that selects a linked folder, as arguments of `Command.option`. */
export const FOLDER_OPTION = [
  '--folder <folder>',
  'folder with outrunner.json (default: this folder)',
] as const;

export interface FolderOption {
  readonly folder?: string;
}

/** Runs `outrunner job diff` for a folder: prints how its job files differ from the coordinator. */
export async function diffFolder(session: ClientSession, host: Host, path: string): Promise<number> {
  const opened = await openFolder(session, host, path);
  const { folder, compared } = opened;
  const different = compared.jobs.filter(({ state }) => state !== 'same');
  const jobs = different.map((job) => {
    const { state, path, local, remote, base } = job;
    const file = local === undefined ? undefined : shownFile(folder, local.file);
    return {
      job: path,
      state,
      ...(file === undefined ? {} : { file }),
      ...(remote === undefined ? {} : { id: remote.id, revision: remote.revision }),
      ...(base === undefined ? {} : { base: base.revision }),
      diff: diffOfJob(job, file ?? '/dev/null'),
    };
  });
  for (const { job, state, file } of session.json ? [] : jobs)
    session.streams.say(`${job}${file === undefined ? '' : ` (${file})`}: ${STATE_TEXTS[state]}`);
  const invalid = shownInvalid(opened);
  const equal = jobs.length === 0 && invalid.length === 0;
  await print(session, { equal, jobs, invalid }, () => jobs.map(({ diff }) => diff).join(''));
  refuseInvalid(opened);
  return equal ? EXIT.succeeded : EXIT.failed;
}

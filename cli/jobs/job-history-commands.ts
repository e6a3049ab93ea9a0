import type { Command } from 'commander';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findJob } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { diffFolder, FOLDER_OPTION, type FolderOption } from './sync/diff-folder.ts';
import { type LabelledText, unifiedDiff } from './text-diff/unified-diff.ts';

interface ProjectOption {
  readonly project?: string;
}

/** Declares the commands that show and restore stored revisions of a job. */
export function jobHistoryCommands(group: Command, host: Host): void {
  clientAction<[string, ProjectOption]>(
    host,
    group
      .command('history')
      .argument('<job>', 'UUID or GROUP/NAME')
      .description('list the stored revisions of a job, newest first')
      .option(...PROJECT_OPTION),
    async (session, named, { project }) => {
      const job = await findJob(session.client, named, project, host.environment);
      const { revisions } = await session.client.listJobRevisions({ params: { job: job.id } });
      await printTable(session, revisions, {
        REVISION: (it) => String(it.revision),
        TIME: (it) => new Date(it.time).toISOString(),
        USER: (it) => it.user,
        ACT: (it) => it.act ?? '',
      });
    },
  );

  clientAction<[string | undefined, string | undefined, ProjectOption & FolderOption]>(
    host,
    group
      .command('diff')
      .argument('[job]', 'UUID or GROUP/NAME (default: all jobs of the folder)')
      .argument('[revision]', 'revision to compare with (default: the previous one)')
      .description(
        'compare a job with an earlier revision, or the job files of a folder with the coordinator; the exit code is 0 if they are equal, 1 if they differ',
      )
      .option(...PROJECT_OPTION)
      .option(...FOLDER_OPTION),
    async (session, named, asked, { project, folder }) => {
      if (named === undefined) return diffFolder(session, host, folder ?? '.');
      if (folder !== undefined) {
        throw new OutrunnerError('usage', {
          problem: '--folder compares all jobs of a folder, so it cannot be used with a job.',
          remedy: 'Leave out one of them.',
        });
      }
      const { client } = session;
      const wanted = asked === undefined ? undefined : parseWholeNumber('REVISION', asked);
      const job = await findJob(client, named, project, host.environment);
      const { revisions } = await client.listJobRevisions({ params: { job: job.id } });
      const [current, previous = current] = revisions;
      const labelled = async (revision: number): Promise<LabelledText> => {
        const { text } = await client.getJobRevision({ params: { job: job.id, revision } });
        return { label: `${jobPath(job)} (revision ${revision})`, text };
      };
      const before = await labelled(wanted ?? previous?.revision ?? job.revision);
      const diff = unifiedDiff(before, await labelled(current?.revision ?? job.revision));
      await print(session, { equal: diff === '', diff }, (it) => it.diff);
      return diff === '' ? EXIT.succeeded : EXIT.failed;
    },
  );

  clientAction<[string, string, ProjectOption]>(
    host,
    group
      .command('revert')
      .argument('<job>', 'UUID or GROUP/NAME')
      .argument('<revision>')
      .description('save the text of an earlier revision of a job as a new revision')
      .option(...PROJECT_OPTION),
    async (session, named, asked, { project }) => {
      const to = parseWholeNumber('REVISION', asked);
      const job = await findJob(session.client, named, project, host.environment);
      const reverted = await session.client.revertJob({
        params: { job: job.id },
        body: { to, revision: job.revision },
      });
      await print(session, reverted, (it) => `revision ${it.revision}\n`);
    },
  );
}

import type { Command } from 'commander';
import { clientAction, type Host } from '../../session/client-command.ts';
import { FOLDER_OPTION } from './diff-folder.ts';
import { type PullFlags, pullFolder } from './pull-folder.ts';
import { type PushFlags, pushFolder } from './push-folder.ts';

/** Declares the commands that synchronise the job files of a linked folder. */
export function jobSyncCommands(group: Command, host: Host): void {
  clientAction<[PushFlags]>(
    host,
    group
      .command('push')
      .description(
        'send the changed job files of a folder to the coordinator; sends nothing if a job was changed on both sides',
      )
      .option(...FOLDER_OPTION)
      .option('--dry-run', 'show what would be sent')
      .option('--delete', 'also delete jobs whose files were deleted')
      .option('--force', 'send job files even if the job was changed on the coordinator too'),
    (session, flags) => pushFolder(session, host, flags),
  );

  clientAction<[PullFlags]>(
    host,
    group
      .command('pull')
      .description('write jobs that changed on the coordinator into the job files of a folder')
      .option(...FOLDER_OPTION)
      .option('--dry-run', 'show what would be written')
      .option('--delete', 'also delete the files of jobs that were deleted on the coordinator')
      .option('--merge', 'merge the changes of both sides; changes that overlap get conflict markers')
      .option('--force', 'overwrite changes that the coordinator does not have'),
    (session, flags) => pullFolder(session, host, flags),
  );
}

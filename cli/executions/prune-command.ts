import type { Command } from 'commander';
import type { PruneResult } from '../../protocol/routes/shapes/deletion-shapes.ts';
import { projectOption } from '../arguments/project-option.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { projectOf } from '../session/session.ts';
import { table } from '../session/table.ts';

interface PruneOptions {
  readonly dryRun?: boolean;
  readonly project?: string;
}

/** Declares `outrunner execution prune`. */
export function pruneCommand(group: Command, host: Host): void {
  clientAction<[PruneOptions]>(
    host,
    group
      .command('prune')
      .description('delete the executions beyond the limits of retention now, or show what would be deleted')
      .option('--dry-run', 'delete nothing')
      .option(...projectOption('only executions of this project (default: $OUTRUNNER_PROJECT, or all)')),
    async (session, options) => {
      const named = options.project ?? host.environment['OUTRUNNER_PROJECT'];
      const result = await session.client.pruneExecutions({
        query: {
          ...(named === undefined || named === '' ? {} : { project: projectOf(named, {}) }),
          dryRun: options.dryRun === true ? 'true' : 'false',
        },
      });
      await print(session, result, describe);
      for (const { project, problem } of result.projects)
        if (problem !== undefined)
          session.streams.say(`Nothing of project ${project} is deleted: ${problem}.`);
    },
  );
}

function describe({ dryRun, projects }: PruneResult): string {
  const limited = projects.filter(({ problem }) => problem === undefined);
  if (limited.length === 0) return 'No project has limits.\n';
  const head = ['PROJECT', 'EXECUTIONS', dryRun ? 'TO DELETE' : 'DELETED', 'BYTES'];
  const reasons = ['BY AGE', 'BY COUNT', 'BY SIZE', 'KEPT WHILE BUSY'];
  const rows = limited.map(({ project, executions, expired, exempt }) => {
    const { count, bytes, byAge, byCount, bySize } = expired;
    return [project, ...[executions, count, bytes, byAge, byCount, bySize, exempt].map(String)];
  });
  return table([[...head, ...reasons], ...rows]);
}

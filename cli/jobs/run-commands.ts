import type { Command } from 'commander';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { uploadOptionFiles } from '../arguments/given-files.ts';
import { jobToRun } from '../arguments/job-in-file.ts';
import { type RunnerFlags, runnerProperties } from '../arguments/runner-flags.ts';
import { followExecution } from '../executions/follow-execution.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findJob } from '../session/find.ts';
import { print } from '../session/print.ts';
import { savedFilter, savedFilterOption } from '../session/saved-filter.ts';
import type { ClientSession } from '../session/session.ts';
import { projectOfFile } from './project-of-file.ts';

interface RunFlags extends RunnerFlags {
  readonly project?: string;
  readonly option: Record<string, string>;
  readonly filter?: string;
  readonly savedFilter?: string;
  readonly follow?: boolean;
}

/** Declares `outrunner job run` and `outrunner job run-file`. */
export function runCommands(group: Command, host: Host): void {
  clientAction<[string, RunFlags & { readonly file: Record<string, string>; readonly at?: string }]>(
    host,
    runFlags(group.command('run').argument('<job>', 'UUID or GROUP/NAME').description('run a job'))
      .option('-F, --file <name=path>', 'a file for an option of the job', collectAssignment, {})
      .option('--at <time>', 'start at this date and time with time zone, such as 2030-01-31T18:00:00Z'),
    async (session, named, flags) => {
      const job = await findJob(session.client, named, flags.project, host.environment);
      const files = await uploadOptionFiles(session.client, job.id, flags.file);
      const { options, ...values } = await runValues(session, job.project, flags);
      const execution = await session.client.runJob({
        params: { job: job.id },
        body: {
          ...values,
          options: { ...options, ...files },
          ...(flags.at === undefined ? {} : { runAtTime: flags.at }),
        },
      });
      return showStarted(session, execution, named, flags);
    },
  );

  clientAction<[string, RunFlags & { readonly job?: string }]>(
    host,
    runFlags(
      group
        .command('run-file')
        .argument('<file>', 'job file (YAML, JSON or XML)')
        .description('run a job of a file once, as a draft: without storing it')
        .option('--job <name>', 'job in the file, as UUID or GROUP/NAME (default: the only one)'),
      'or the project of the nearest outrunner.json above the file',
    ),
    async (session, file, flags) => {
      const { job, text } = await jobToRun(file, flags.job);
      const project = await projectOfFile(file, flags.project, host.environment);
      const execution = await session.client.runDraft({
        params: { project },
        body: { ...(await runValues(session, project, flags)), text, format: 'yaml' },
      });
      return showStarted(session, execution, `${jobPath(job)} (draft)`, flags);
    },
  );
}

/** Declares the flags that both commands have. `otherwise` is the project without flag and variable. */
function runFlags(command: Command, otherwise?: string): Command {
  const last = otherwise === undefined ? '' : `, otherwise ${otherwise}`;
  return command
    .option('-p, --project <name>', `project (default: $OUTRUNNER_PROJECT${last})`)
    .option('-o, --option <key=value>', 'an option of the job', collectAssignment, {})
    .option(
      '--filter <filter>',
      'run on the nodes that this filter selects; the job must allow changing its nodes',
    )
    .addOption(savedFilterOption())
    .option(
      '--runner-filter <filter>',
      'run on these runners, such as db,eu or "db and not eu"; the job must allow changing its runners',
    )
    .option('--local', 'run on the Local Runner; the job must allow changing its runners')
    .option('--priority <1-9>', 'priority on busy runners, from 1 (last) to 9 (first)')
    .option('--follow', 'show the output until the end; the exit code is that of the execution');
}

async function runValues(session: ClientSession, project: ProjectName, flags: RunFlags) {
  const filter =
    flags.savedFilter === undefined ? flags.filter : await savedFilter(session, project, flags.savedFilter);
  return {
    options: flags.option,
    ...runnerProperties(flags),
    ...(filter === undefined ? {} : { filter }),
  };
}

async function showStarted(
  session: ClientSession,
  execution: Execution,
  name: string,
  { follow }: RunFlags,
): Promise<number> {
  if (follow === true) {
    session.streams.say(`execution ${execution.id} of ${name}`);
    return followExecution(session, execution.id);
  }
  await print(session, execution, (it) => `${it.id}\n`);
  return EXIT.succeeded;
}

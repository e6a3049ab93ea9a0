import { type Command, Option } from 'commander';
import { jobJsonSchema } from '../../job-language/format/job-json-schema.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import { jobFormat } from '../arguments/job-format.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { readTextFile } from '../arguments/read-text.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findJob } from '../session/find.ts';
import { printTable } from '../session/print.ts';
import { type ClientSession, projectOf } from '../session/session.ts';
import { checkFiles } from './job-check.ts';
import { jobHistoryCommands } from './job-history-commands.ts';
import { jobPlan } from './job-plan.ts';
import { runCommands } from './run-commands.ts';
import { jobSyncCommands } from './sync/job-sync-commands.ts';

interface ImportOptions {
  readonly project?: string;
  readonly duplicates: 'create' | 'update' | 'skip';
  readonly uuids: 'preserve' | 'remove';
  readonly skipInvalid?: boolean;
}

/** Declares `outrunner job …`. */
export function jobCommands(program: Command, host: Host): void {
  const group = program.command('job').description('check, plan, import, export and run jobs');

  group
    .command('check')
    .argument('<file...>')
    .description('check job files, offline')
    .option('--strict', 'treat warnings as errors')
    .option('--json', 'print JSON')
    .action(async (files: string[], options: { strict?: boolean; json?: boolean }) => {
      host.exit = await checkFiles(files, options, host.streams);
    });

  group
    .command('schema')
    .description('print the JSON Schema of job files, for editors')
    .option('--json', 'accepted for consistency; the output is always JSON')
    .action(() => host.streams.out(`${JSON.stringify(jobJsonSchema(), null, 2)}\n`));

  clientAction<[string[], ImportOptions]>(
    host,
    group
      .command('import')
      .argument('<file...>')
      .description('import job definitions (YAML, JSON or XML) into a project')
      .option(...PROJECT_OPTION)
      .addOption(
        new Option('--duplicates <what>', 'what to do with a job that already exists')
          .choices(['create', 'update', 'skip'])
          .default('update'),
      )
      .addOption(
        new Option('--uuids <what>', 'whether to keep the UUIDs in the file')
          .choices(['preserve', 'remove'])
          .default('preserve'),
      )
      .option('--skip-invalid', 'import the valid jobs of a file even if others have errors'),
    async (session, files, options) => importFiles(session, files, options, host),
  );

  clientAction<[string | undefined, { project?: string; format: 'yaml' | 'json' | 'xml' }]>(
    host,
    group
      .command('export')
      .argument('[job]')
      .description('print the job definitions of a project, or of one job')
      .option(...PROJECT_OPTION)
      .addOption(
        new Option('--format <format>', 'output format').choices(['yaml', 'json', 'xml']).default('yaml'),
      ),
    async (session, named, options) => {
      const { client } = session;
      const query = { format: session.json ? ('json' as const) : options.format };
      const answer =
        named === undefined
          ? await client.exportJobs({
              params: { project: projectOf(options.project, host.environment) },
              query,
            })
          : await client.getJob({
              params: { job: (await findJob(client, named, options.project, host.environment)).id },
              query,
            });
      await session.streams.out(answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`);
    },
  );

  clientAction<[{ project?: string }]>(
    host,
    group
      .command('list')
      .description('list the jobs of a project')
      .option(...PROJECT_OPTION),
    async (session, options) => {
      const params = { project: projectOf(options.project, host.environment) };
      const jobs = await session.client.listJobs({ params });
      await printTable(session, jobs, {
        ID: (it) => it.id,
        GROUP: (it) => it.group ?? '',
        NAME: (it) => it.name,
        DESCRIPTION: (it) => it.description.split('\n')[0] ?? '',
      });
    },
  );

  clientAction<[string, { project?: string }]>(
    host,
    group
      .command('delete')
      .argument('<job>')
      .description('delete a job')
      .option(...PROJECT_OPTION),
    async (session, named, options) => {
      const job = await findJob(session.client, named, options.project, host.environment);
      await session.client.deleteJob({ params: { job: job.id } });
    },
  );

  jobPlan(group, host);
  jobHistoryCommands(group, host);
  jobSyncCommands(group, host);

  runCommands(group, host);
}

async function importFiles(
  session: ClientSession,
  files: readonly string[],
  options: ImportOptions,
  host: Host,
): Promise<number> {
  const project = projectOf(options.project, host.environment);
  const all: JobImportResult = { succeeded: [], failed: [], skipped: [] };
  for (const file of files) {
    const text = await readTextFile(file);
    const result = await session.client.importJobs({
      params: { project },
      query: {
        dupeOption: options.duplicates,
        uuidOption: options.uuids,
        onError: options.skipInvalid === true ? 'skip' : 'refuse',
      },
      body: { text, mediaType: `application/${jobFormat(file)}` },
    });
    all.succeeded.push(...result.succeeded);
    all.failed.push(...result.failed);
    all.skipped.push(...result.skipped);
    const { succeeded, skipped } = result;
    const lines = [
      ...succeeded.map((it) => `${it.id ?? ''} ${jobPath(it)}\n`),
      ...skipped.map((it) => `skipped ${it.name}\n`),
    ];
    if (!session.json) await session.streams.out(lines.join(''));
    for (const it of result.failed) {
      const named = it.name === '' ? `job ${it.index}` : it.name;
      // The message also starts with the position, which the line already contains.
      const problem = it.error?.replace(/^line \d+, column \d+: /, '');
      session.streams.say(`${file}:${it.line ?? 1}:${it.column ?? 1}: error: ${named}: ${problem}`);
    }
  }
  if (session.json) await session.streams.out(`${JSON.stringify(all)}\n`);
  return all.failed.length > 0 ? EXIT.failed : EXIT.succeeded;
}

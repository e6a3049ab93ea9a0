import { type Command, Option } from 'commander';
import { jobPath } from '../../job-language/format/job-path.ts';
import { followBytes } from '../../protocol/client/follow-bytes.ts';
import { ExecutionStatus } from '../../protocol/entities/execution.ts';
import { explain, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import { projectOption } from '../arguments/project-option.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { exitOfStatus } from '../session/exit-codes.ts';
import { executionId } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { type ClientSession, projectOf } from '../session/session.ts';
import { deleteCommand } from './delete-command.ts';
import { followExecution } from './follow-execution.ts';
import { OutputFilter, type SelectedOutput } from './output-filter.ts';
import { pruneCommand } from './prune-command.ts';

/** Declares `outrunner execution …`. */
export function executionCommands(program: Command, host: Host): void {
  const group = program.command('execution').description('list, show, follow, stop and delete executions');

  clientAction<[{ project?: string; status?: ExecutionStatus; max: string }]>(
    host,
    group
      .command('list')
      .description('list executions, newest first')
      .option(...projectOption('only executions of this project'))
      .addOption(
        new Option('--status <status>', 'only executions with this status').choices(ExecutionStatus.options),
      )
      .option('--max <n>', 'maximum number of executions', '20'),
    async (session, options) => {
      const named = options.project ?? host.environment['OUTRUNNER_PROJECT'];
      const project = named === undefined || named === '' ? undefined : projectOf(named, {});
      const { executions } = await session.client.listExecutions({
        query: {
          max: parseWholeNumber('--max', options.max),
          ...(project === undefined ? {} : { project }),
          ...(options.status === undefined ? {} : { status: options.status }),
        },
      });
      await printTable(session, executions, {
        ID: (it) => String(it.id),
        STATUS: (it) => it.customStatus ?? it.status,
        PROJECT: (it) => it.project,
        JOB: (it) => jobName(it),
        STARTED: (it) => it['date-started'].date,
        USER: (it) => it.user,
      });
    },
  );

  clientAction<[string]>(
    host,
    group
      .command('show')
      .argument('<id>')
      .description('show an execution; the exit code is that of the execution'),
    async (session, id) => {
      const execution = await session.client.getExecution({ params: { execution: executionId(id) } });
      await print(session, execution, describe);
      return exitOfStatus(execution.status);
    },
  );

  clientAction<[string, OutputOptions]>(
    host,
    group
      .command('output')
      .argument('<id>')
      .description('print the output of an execution, or of one of its nodes or steps')
      .option('--node <name>', 'only the output of this node')
      .option('--step <stepctx>', 'only the output of this step, such as 2, or 2/1 in a referenced job')
      .option('--grep <regex>', 'only lines that match; not with --raw or --follow')
      .option('--raw', 'print the exact bytes of the only step, or of --step and --node')
      .option('--follow', 'follow the output until the end'),
    async (session, id, options) => {
      const execution = executionId(id);
      const { raw, follow, grep } = options;
      if (grep !== undefined && (raw === true || follow === true)) throw needsLines();
      if (raw === true) return writeRaw(session, execution, options);
      const filter = new OutputFilter(options);
      if (follow === true) return followExecution(session, execution, filter);
      return writeEntries(session, execution, filter);
    },
  );

  clientAction<[string]>(
    host,
    group.command('abort').argument('<id>').description('stop an execution'),
    async (session, id) => {
      const result = await session.client.abortExecution({ params: { execution: executionId(id) } });
      await print(
        session,
        result,
        ({ abort }) => `${abort.status}${abort.reason === '' ? '' : `: ${abort.reason}`}\n`,
      );
      return result.abort.status === 'failed' ? 1 : 0;
    },
  );

  deleteCommand(group, host);
  pruneCommand(group, host);

  clientAction<[]>(
    host,
    group.command('release').description('release queued work after a restore from a backup'),
    async (session) => session.client.releaseQueued(),
  );
}

interface OutputOptions extends SelectedOutput {
  readonly raw?: boolean;
  readonly follow?: boolean;
}

function needsLines(): OutrunnerError {
  return new OutrunnerError('usage', {
    problem: '--grep needs whole lines, which --raw and --follow do not have.',
    remedy: 'Pass the output to `grep`.',
  });
}

async function writeRaw(
  session: ClientSession,
  execution: ReturnType<typeof executionId>,
  options: OutputOptions,
): Promise<undefined> {
  const { client, streams } = session;
  const params = { execution };
  const query = {
    ...(options.step === undefined ? {} : { step: options.step }),
    ...(options.node === undefined ? {} : { node: options.node }),
  };
  const bytes =
    options.follow === true
      ? followBytes({
          open: () => client.rawOutput({ params, query: { ...query, follow: 'true' } }),
          onLost: (problem) => streams.say(explain(problem)),
        })
      : (await client.rawOutput({ params, query })).bytes;
  for await (const chunk of bytes) await streams.raw(chunk);
}

/** Prints the output so far, page by page: as lines, or with `--json` as one JSON list. */
async function writeEntries(
  session: ClientSession,
  execution: ReturnType<typeof executionId>,
  filter: OutputFilter,
): Promise<undefined> {
  const { streams, json } = session;
  let offset = '0';
  let before = '[';
  for (;;) {
    const answer = await session.client.getExecutionOutput({ params: { execution }, query: { offset } });
    for (const entry of answer.entries) {
      if (!filter.hasEntry(entry)) continue;
      await streams.out(json ? `${before}${JSON.stringify(entry)}` : `${entry.log}\n`);
      before = ',\n';
    }
    offset = answer.offset;
    if (answer.completed || answer.entries.length === 0) break;
  }
  if (json) await streams.out(before === '[' ? '[]\n' : ']\n');
}

function jobName(execution: Execution): string {
  const { job, draft } = execution;
  if (draft !== undefined) return `${jobPath(draft)} (draft)`;
  if (job === undefined) return execution.description;
  return jobPath(job);
}

function describe(execution: Execution): string {
  const { status } = execution;
  const until = execution.reason?.until;
  const reason =
    status === 'succeeded' || execution.reason === undefined ? '' : `: ${execution.reason.message}`;
  const where = execution.current === undefined ? '' : `last on  ${execution.current.runnerName}\n`;
  return [
    `execution ${execution.id} of ${jobName(execution)} in ${execution.project}\n`,
    `status   ${execution.customStatus ?? status}${reason}\n`,
    until === undefined
      ? ''
      : `until    ${isoSeconds(until)}; the execution fails at that time if no runner has taken its step\n`,
    `started  ${execution['date-started'].date} by ${execution.user}\n`,
    execution['date-ended'] === undefined ? '' : `ended    ${execution['date-ended'].date}\n`,
    where,
    execution.draft === undefined
      ? ''
      : `digest   SHA-256 ${execution.draft.digest}; the job was not stored\n`,
  ].join('');
}

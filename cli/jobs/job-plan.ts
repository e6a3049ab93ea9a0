import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { isServed } from '../../job-language/plan/preview/is-served.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import type { Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { planOnline } from './job-plan-online.ts';
import { type OfflineQuestion, planOffline } from './plan/plan-offline.ts';

interface PlanOptions {
  readonly project?: string;
  readonly option: Record<string, string>;
  readonly nodes?: string;
  readonly runners?: string;
  readonly job?: string;
  readonly filter?: string;
  readonly json?: boolean;
}

/**
 * Declares `outrunner job plan`. The command itself plans a job file, with nodes and runners from files. The
 * coordinator plans a stored job.
 */
export function jobPlan(group: Command, host: Host): void {
  group
    .command('plan')
    .argument('<job>', 'job file, or UUID or GROUP/NAME of a stored job')
    .description('show what a run would do, without running it')
    .option(...PROJECT_OPTION)
    .option('-o, --option <key=value>', 'an option of the job', collectAssignment, {})
    .option('--nodes <file>', 'file with the nodes of the project (YAML, JSON or XML); offline only')
    .option('--runners <file>', 'file with the runners, a list of {name, tags}; offline only')
    .option('--job <name>', 'job in the file, as UUID or GROUP/NAME (default: the first); offline only')
    .option('--filter <filter>', "node filter that replaces the job's")
    .option(
      '--runner-filter <filter>',
      'run on these runners; the job must allow changing its runners; not offline',
    )
    .option('--local', 'run on the Local Runner; the job must allow changing its runners; not offline')
    .option('--json', 'print JSON')
    .action(async (named: string, options: PlanOptions) => {
      const offline = options.nodes !== undefined || options.runners !== undefined || existsSync(named);
      if (offline) await printOffline(named, options, host);
      else await planOnline(named, options, host);
    });
}

async function printOffline(file: string, options: PlanOptions, host: Host): Promise<void> {
  const { nodes, runners, job, filter, json } = options;
  const question: OfflineQuestion = {
    file,
    job,
    nodes,
    runners,
    filter,
    project: options.project ?? host.environment['OUTRUNNER_PROJECT'],
    options: options.option,
    user: userInfo().username,
    now: Date.now(),
    random: Math.random,
  };
  const preview = await planOffline(question).catch(refuseInput);
  await host.streams.out(json === true ? `${JSON.stringify(preview)}\n` : previewText(preview));
  host.exit = isServed(preview) ? EXIT.succeeded : EXIT.failed;
}

/** Converts errors of offline planning to usage errors, because no coordinator is involved. */
function refuseInput(error: unknown): never {
  if (!isOutrunnerError(error)) throw error;
  throw new OutrunnerError('usage', { problem: error.message, remedy: error.remedy }, { cause: error });
}

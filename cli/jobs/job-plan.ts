import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { isServed } from '../../job-language/plan/preview/is-served.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { collectAssignment } from '../arguments/assignments.ts';
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
 * `outrunner job plan`: what a run would do, without doing it. A file of jobs is planned here, with the nodes and runners
 * of files; a stored job by its coordinator.
 */
export function jobPlan(group: Command, host: Host): void {
  group
    .command('plan')
    .argument('<job>', 'a file of jobs, or a job of the coordinator: a uuid, or group/name')
    .description('what a run would do, without doing it')
    .option('-p, --project <name>', 'the project')
    .option('-o, --option <key=value>', 'an option of the job', collectAssignment, {})
    .option('--nodes <file>', 'the nodes of the project (YAML, JSON, XML); offline')
    .option('--runners <file>', 'its runners: a list of {name, tags}; offline')
    .option('--job <name>', 'which job of the file: a uuid, or group/name; its first one otherwise')
    .option('--filter <filter>', "a node filter instead of the job's")
    .option('--runner-filter <filter>', 'other runners, where the job lets them be changed; not offline')
    .option('--local', 'the Local Runner, where the job lets its runners be changed; not offline')
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

/** No coordinator refuses here: whatever is wrong, is wrong with what the command was given. */
function refuseInput(error: unknown): never {
  if (!isOutrunnerError(error)) throw error;
  throw new OutrunnerError('usage', { problem: error.message, remedy: error.remedy }, { cause: error });
}

import type { Job } from '../../../job-language/format/job.ts';
import { readNodes } from '../../../job-language/node-formats/read-nodes.ts';
import type { Node } from '../../../job-language/nodes/node.ts';
import { findOptions } from '../../../job-language/options/find-options.ts';
import type { GivenOptions } from '../../../job-language/options/given-options.ts';
import type { JobReference } from '../../../job-language/plan/job-reference.ts';
import { planJob } from '../../../job-language/plan/plan-job.ts';
import { type PreviewJob, previewRun } from '../../../job-language/plan/preview/preview-plan.ts';
import { acceptedOptions, optionLookup } from '../../../job-language/plan/run-options.ts';
import { runTarget } from '../../../job-language/plan/run-target.ts';
import { optionValues, runValues } from '../../../job-language/plan/run-values.ts';
import { formatProblem } from '../../../job-language/source/problem.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { WorkflowPreview } from '../../../protocol/routes/shapes/workflow-preview.ts';
import { createPatternRunner, type PatternRunner } from '../../../support/patterns/pattern-runner.ts';
import { whole } from '../../../support/slices/sliced.ts';
import { jobsInFile, namedJob } from '../../arguments/job-in-file.ts';
import { readInventoryText } from '../../arguments/read-inventory.ts';
import { readTextFile } from '../../arguments/read-text.ts';
import { LOCAL_RUNNER_ALONE, previewRunners, readRunners } from './runners-file.ts';
import { unknownOffline } from './unknown-offline.ts';

/** The input of an offline plan. */
export interface OfflineQuestion {
  readonly file: string;
  /** The job in the file, as GROUP/NAME or UUID. Undefined: the first. */
  readonly job?: string | undefined;
  /** The file with the nodes. Undefined: only this host, as `localhost`. */
  readonly nodes?: string | undefined;
  /** The file with the runners. Undefined: only a Local Runner. */
  readonly runners?: string | undefined;
  /** Default: the project in the job's definition; unknown if there is none. */
  readonly project?: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  /** A node filter that replaces the job's. */
  readonly filter?: string | undefined;
  readonly user: string;
  /** Epoch ms. */
  readonly now: number;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

/** Placeholders: `HIDDEN` for values from key storage, `UNKNOWN` for values that only an execution provides. */
const HIDDEN = '*****';
const UNKNOWN = '?';
const LOCALHOST: Node = { name: 'localhost', tags: [], attributes: { 'node-executor': 'local' } };

/**
 * Plans a run of a job from files only, with the same functions as the coordinator. Assumes that keys exist, and that
 * values from URLs are valid.
 *
 * @throws OutrunnerError `job-invalid`, `nodes-invalid`, `options-invalid`, `usage` and the errors of planning
 */
export async function planOffline(question: OfflineQuestion): Promise<WorkflowPreview> {
  const { now, random } = question;
  const parsed = await jobsInFile(question.file);
  const jobs = parsed.map(({ job }) => job);
  const { job: chosen } = namedJob(parsed, question.file, question.job);
  const known = question.project ?? chosen.project;
  const project = known ?? 'offline';
  const inventory = question.nodes === undefined ? [LOCALHOST] : await nodesOf(question.nodes);
  const { runners: file } = question;
  const runners = file === undefined ? LOCAL_RUNNER_ALONE : readRunners(await readTextFile(file), file);
  const shown = (job: Job): PreviewJob => ({
    job,
    ...(job.uuid === undefined ? {} : { id: job.uuid }),
    project,
    inventory,
    config: {},
  });
  const patterns = createPatternRunner();
  const resolve = (job: Job, given: GivenOptions) => optionsOf(job, given, { now, patterns });
  try {
    const resolved = acceptedOptions(chosen, await resolve(chosen, { options: question.options }));
    const values = runValues(chosen, optionValues(chosen, resolved, {}), {
      jobId: chosen.uuid,
      project,
      executionId: UNKNOWN,
      executionUuid: UNKNOWN,
      coordinatorId: UNKNOWN,
      user: question.user,
      executionType: 'user',
      serverUrl: UNKNOWN,
      url: UNKNOWN,
      filter: question.filter,
    });
    const target = runTarget(chosen, optionLookup(values.option));
    const plan = whole(planJob({ ...shown(chosen), values, target, random, filter: question.filter }));
    const preview = await previewRun(
      { ...shown(chosen), plan, secureValues: resolved.secureValues },
      {
        find: async (reference) => {
          const found = jobs.find((candidate) => names(reference, candidate));
          return found === undefined ? undefined : shown(found);
        },
        resolve,
        runners: (wanted) => previewRunners(wanted, known, runners),
        random,
      },
    );
    return { ...preview, unknown: unknownOffline(chosen, question) };
  } finally {
    await patterns.close();
  }
}

function optionsOf(
  job: Job,
  given: GivenOptions,
  { now, patterns }: { now: number; patterns: PatternRunner },
) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return findOptions(job.options, given, {
    moment: { instant: now, zone },
    patterns,
    readKey: async () => HIDDEN,
  });
}

function names(reference: JobReference, job: Job): boolean {
  if (reference.uuid !== undefined && !reference.useName) return job.uuid === reference.uuid;
  return job.name === reference.name && (job.group ?? '') === (reference.group ?? '');
}

async function nodesOf(file: string): Promise<readonly Node[]> {
  const { text, format } = await readInventoryText(file);
  const { nodes, problems } = readNodes(text, format);
  const error = problems.find(({ severity }) => severity === 'error');
  if (error === undefined) return nodes;
  throw new OutrunnerError('nodes-invalid', { problem: `${file}:${formatProblem(error)}` });
}

import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { expandText } from '../expansion/expand-text.ts';
import { groupedValues, lookupIn, type ValueLookup } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import type { ResolvedOptions } from '../options/resolve-options.ts';
import {
  type DescribedJob,
  executionValues,
  identityValues,
  type JobValues,
  type RunExecution,
} from './job-values.ts';
import { optionLookup } from './run-options.ts';

/** The identity of an execution, for the values that its steps see. */
export interface RunIdentity extends RunExecution {
  /** Identity of the job; absent for an ad-hoc command. */
  readonly jobId?: string | undefined;
  readonly project: string;
  readonly executionUuid: string;
  /** Id of the coordinator. */
  readonly coordinatorId: string;
  readonly logLevel?: string | undefined;
  /** The node filter that replaces that of the job. */
  readonly filter?: string | undefined;
}

const GLOBAL = 'project.globals.';

/** Values that are the same in every run with the same options. */
export type OptionValues = Omit<OperationValues, 'job'>;

/**
 * Returns the values of the options as steps see them, in Rundeck's form. An option with several values also has
 * `option.NAME.delimiter`.
 *
 * @param config Rundeck's properties of the project
 * @param further values that a job reference passes without an option of that name
 */
export function optionValues(
  job: Job,
  resolved: ResolvedOptions,
  config: Readonly<Record<string, string>>,
  further: Readonly<Record<string, string>> = {},
): OptionValues {
  const globals = globalsOf(config);
  const lookup = lookupIn(groupedValues({ option: {}, secureOption: [], job: {}, globals }, {}));
  const option = Object.fromEntries(
    Object.entries({ ...further, ...resolved.values }).map(([name, value]) => [
      name,
      withGlobals(value, lookup),
    ]),
  );
  for (const { name, multivalued, delimiter } of job.options) {
    if (multivalued && delimiter !== undefined) option[`${name}.delimiter`] = delimiter;
  }
  return {
    option,
    secureOption: resolved.secureNames,
    ...runnerKeyValues(resolved),
    globals,
  };
}

/** Returns the values that the steps of a job are expanded with, in Rundeck's form. */
export function runValues(job: Job, values: OptionValues, run: RunIdentity): OperationValues {
  return { ...values, job: jobValues(job, run, optionLookup(values.option)) };
}

/**
 * Returns the values that the steps of a referenced job are expanded with. As in Rundeck, that job has its own options,
 * name, group, id and project. The other `job.*` values describe the execution, and are those of the referring job.
 */
export function referencedValues(
  { name, group }: Job,
  values: OptionValues,
  own: Pick<DescribedJob, 'id' | 'project'>,
  referring: OperationValues,
): OperationValues {
  return { ...values, job: { ...referring.job, ...identityValues({ name, group, ...own }) } };
}

/** Returns the runner keys as operation values; an empty object if there are none. */
function runnerKeyValues({
  runnerKeys,
}: Pick<ResolvedOptions, 'runnerKeys'>): Pick<OperationValues, 'runnerKeys'> {
  return Object.keys(runnerKeys).length === 0 ? {} : { runnerKeys };
}

/** Returns Rundeck's `job.*`. */
function jobValues(job: Job, run: RunIdentity, lookup: ValueLookup): Record<string, string> {
  const filter = run.filter ?? job.nodefilters?.filter;
  const { name, group, nodefilters } = job;
  return {
    ...identityValues({ name, group, id: run.jobId, project: run.project }),
    ...executionValues(run),
    executionUuid: run.executionUuid,
    serverUUID: run.coordinatorId,
    loglevel: run.logLevel ?? job.loglevel,
    ...(filter === undefined ? {} : { filter: expandText(filter, lookup) }),
    threadcount: expandText(nodefilters?.dispatch.threadcount ?? '1', lookup),
    successOnEmptyNodeFilter: String(nodefilters?.dispatch.successOnEmptyNodeFilter ?? false),
  } satisfies JobValues;
}

/** Returns Rundeck's `globals.*`: `project.globals.NAME` of the project's properties. */
export function globalsOf(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(GLOBAL) && key.length > GLOBAL.length ? [[key.slice(GLOBAL.length), value]] : [],
    ),
  );
}

/** Expands global values within the value of an option. All other text is unchanged. */
function withGlobals(value: string, lookup: ReturnType<typeof lookupIn>): string {
  return value.replace(/\$\{globals\.[^\s}]+\}/g, (reference) => expandText(reference, lookup));
}

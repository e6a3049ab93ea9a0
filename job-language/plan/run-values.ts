import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { expandText } from '../expansion/expand-text.ts';
import { groupedValues, lookupIn, type ValueLookup } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import type { ResolvedOptions } from '../options/resolve-options.ts';
import { optionLookup } from './run-options.ts';

/** The identity of an execution, for the values that its steps see. */
export interface RunIdentity {
  /** Identity of the job; absent for an ad-hoc command. */
  readonly jobId?: string | undefined;
  readonly project: string;
  readonly executionId: string;
  readonly executionUuid: string;
  readonly user: string;
  readonly logLevel?: string | undefined;
  readonly executionType: string;
  /** Address of the coordinator, without a trailing slash. */
  readonly serverUrl: string;
  /** Address of the execution. */
  readonly url: string;
  /** The node filter that replaces that of the job. */
  readonly filter?: string | undefined;
  readonly retry?: RetriedRun | undefined;
}

export interface RetriedRun {
  /** 0 for the first execution. */
  readonly attempt: number;
  readonly initial?: string | undefined;
  readonly previous?: string | undefined;
}

const GLOBAL = 'project.globals.';

/** Values that are the same in every run with the same options. */
export type OptionValues = Omit<OperationValues, 'job'>;

/**
 * Returns the values of the options as steps see them, in Rundeck's form. An option with several values also has
 * `option.NAME.delimiter`.
 *
 * @param config Rundeck's properties of the project
 */
export function optionValues(
  job: Job,
  resolved: ResolvedOptions,
  config: Readonly<Record<string, string>>,
): OptionValues {
  const globals = globalsOf(config);
  const lookup = lookupIn(groupedValues({ option: {}, secureOption: [], job: {}, globals }, {}));
  const option = Object.fromEntries(
    Object.entries(resolved.values).map(([name, value]) => [name, withGlobals(value, lookup)]),
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

/** Returns the runner keys as operation values; an empty object if there are none. */
export function runnerKeyValues({
  runnerKeys,
}: Pick<ResolvedOptions, 'runnerKeys'>): Pick<OperationValues, 'runnerKeys'> {
  return Object.keys(runnerKeys).length === 0 ? {} : { runnerKeys };
}

/** Returns Rundeck's `job.*`. */
function jobValues(job: Job, run: RunIdentity, lookup: ValueLookup): Record<string, string> {
  const { retry } = run;
  const filter = run.filter ?? job.nodefilters?.filter;
  return {
    name: job.name,
    group: job.group ?? '',
    ...(run.jobId === undefined ? {} : { id: run.jobId }),
    execid: run.executionId,
    executionUuid: run.executionUuid,
    execIdForLogStore: run.executionId,
    executionType: run.executionType,
    project: run.project,
    username: run.user,
    'user.name': run.user,
    loglevel: run.logLevel ?? job.loglevel,
    serverUrl: run.serverUrl,
    url: run.url,
    ...(filter === undefined ? {} : { filter: expandText(filter, lookup) }),
    threadcount: expandText(job.nodefilters?.dispatch.threadcount ?? '1', lookup),
    successOnEmptyNodeFilter: String(job.nodefilters?.dispatch.successOnEmptyNodeFilter ?? false),
    retryAttempt: String(retry?.attempt ?? 0),
    wasRetry: String((retry?.attempt ?? 0) > 0),
    ...(retry?.initial === undefined ? {} : { retryInitialExecId: retry.initial }),
    ...(retry?.previous === undefined ? {} : { retryPrevExecId: retry.previous }),
  };
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

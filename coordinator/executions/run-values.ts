import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { expandText } from '../../protocol/expansion/expand-text.ts';
import type { OperationValues } from '../../protocol/expansion/operation-values.ts';
import { type ResolvedOptions, resolveOptions } from '../../protocol/expansion/options/resolve-options.ts';
import { groupedValues, lookupIn, type ValueLookup } from '../../protocol/expansion/value-lookup.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { Tag } from '../../protocol/ids.ts';
import type { Job } from '../../protocol/job/job.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import { expandedSelector } from '../../protocol/job/runner-selector.ts';
import { durationSeconds } from '../../protocol/job/timeout.ts';
import type { OperationTarget } from '../engine/events.ts';
import type { RunRequest } from './executions.ts';

/** The options of a run. Throws `options-invalid`, naming every problem. */
export function runOptions(job: Job, request: RunRequest): ResolvedOptions {
  const { options, argString } = request;
  const resolved = resolveOptions(job.options, { options, argString });
  if (resolved.kind === 'resolved') return resolved;
  const problem = resolved.problems.map(({ message }) => message.replace(/\.$/, '')).join('; ');
  throw new OutrunnerError('options-invalid', { job: jobPath(job), problem });
}

/** The values that steps are expanded with. */
export function runValues(
  job: Job,
  request: RunRequest,
  resolved: ResolvedOptions,
  id: ExecutionId,
): OperationValues {
  return {
    option: resolved.values,
    secureOption: resolved.secureNames,
    job: {
      name: job.name,
      group: job.group ?? '',
      id: request.job.id,
      execid: String(id),
      project: request.job.project,
      username: request.user,
      'user.name': request.user,
      loglevel: request.logLevel ?? job.loglevel,
      executionType: request.executionType ?? 'user',
      wasRetry: 'false',
      retryAttempt: '0',
    },
  };
}

/** Finds plain options alone: what they fill is no secret. */
export function optionLookup(resolved: ResolvedOptions): ValueLookup {
  return lookupIn(groupedValues({ option: resolved.values, secureOption: [], job: {} }, {}));
}

/** Which replicas may take the steps. Throws `options-invalid` where options make something that is no tag. */
export function runTarget(job: Job, resolved: ResolvedOptions): OperationTarget {
  const { mode, type, tags } = expandedSelector(job.runnerSelector, optionLookup(resolved));
  if (mode === 'LOCAL') return { kind: 'local' };
  const parsed = tags.map((tag) => Tag.safeParse(tag));
  const wrong = tags.find((_, index) => parsed[index]?.success !== true);
  if (wrong !== undefined || tags.length === 0) {
    const problem =
      wrong === undefined ? 'its runner filter names no tag' : `"${wrong}" is no tag of a runner`;
    throw new OutrunnerError('options-invalid', { job: jobPath(job), problem });
  }
  return {
    kind: 'tags',
    match: type === 'TAG_FILTER_OR' ? 'any' : 'all',
    tags: parsed.flatMap(({ data }) => data ?? []),
  };
}

/** Longest duration of the run in seconds; undefined: none. Throws `options-invalid` where options make no duration. */
export function runTimeout(job: Job, resolved: ResolvedOptions): number | undefined {
  const text = expandText(job.timeout ?? '', optionLookup(resolved)).trim();
  if (text === '') return undefined;
  const seconds = durationSeconds(text);
  if (seconds === undefined) {
    throw new OutrunnerError('options-invalid', {
      job: jobPath(job),
      problem: `its timeout "${text}" is not a duration like 6h 30m`,
    });
  }
  return seconds === 0 ? undefined : seconds;
}

/** `-name value …` of the options that are not secure, as Rundeck writes it. */
export function argumentString(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `-${name} ${quoted(value)}`)
    .join(' ');
}

function quoted(value: string): string {
  return /^[^\s"']+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}

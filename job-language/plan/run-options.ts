import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { groupedValues, lookupIn, type ValueLookup } from '../expansion/value-lookup.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import type { RefusedOptions, ResolvedOptions } from '../options/resolve-options.ts';

/** Returns resolved options. Throws `options-invalid` with every problem if they were refused. */
export function acceptedOptions(job: Job, found: ResolvedOptions | RefusedOptions): ResolvedOptions {
  if (found.kind === 'resolved') return found;
  throw new OutrunnerError('options-invalid', { job: jobPath(job), problem: problemSentence(found) });
}

/** Joins all option problems into one sentence, without a full stop. */
export function problemSentence({ problems }: RefusedOptions): string {
  return problems.map(({ message }) => message.replace(/\.$/, '')).join('; ');
}

/** Returns a lookup of plain options only, whose values are not secret. */
export function optionLookup(values: Readonly<Record<string, string>>): ValueLookup {
  return lookupIn(groupedValues({ option: { ...values }, secureOption: [], job: {} }, {}));
}

/** Formats the options that are not secure as `-name value …`, like Rundeck. */
export function argumentString(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `-${name} ${quoted(value)}`)
    .join(' ');
}

function quoted(value: string): string {
  return /^[^\s"']+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}

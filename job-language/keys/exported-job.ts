import type { Job } from '../format/job.ts';
import { sortedKeys } from '../format/sorted-keys.ts';
import type { Step } from '../format/step.ts';
import { knownKey } from './known-keys.ts';

/**
 * Returns the plain map that an export of a job contains, in the forms of Rundeck's exports: keys sorted, both `uuid`
 * and `id`, options without redundant defaults, a single notification as a map, and the thread count of a job reference
 * as a number. Unknown keys are included.
 */
export function exportedJob(job: Job): unknown {
  const { options, notification, sequence, ...rest } = job;
  return sortedKeys({
    ...rest,
    ...(job.uuid === undefined ? {} : { id: job.uuid }),
    ...(options.length === 0 ? {} : { options: options.map(exportedOption) }),
    ...(notification === undefined ? {} : { notification: exportedNotifications(notification) }),
    sequence: { ...sequence, commands: sequence.commands.map(exportedStep) },
  });
}

/** Replaces the line endings in all strings of a plain value with Unix line endings. */
export function withUnixLineEnds(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n');
  if (Array.isArray(value)) return value.map(withUnixLineEnds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withUnixLineEnds(entry)]));
}

/** Omits redundant defaults, like Rundeck's export of options. */
export function exportedOption(option: Job['options'][number]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(option).filter(
      ([key, value]) =>
        !(value === false && knownKey('option', key) !== undefined) &&
        !(key === 'values' && option.values.length === 0),
    ),
  );
}

/** Writes a list of one entry as that entry, the only form that older versions of Rundeck read. */
function exportedNotifications(notifications: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(notifications).map(([key, value]) => {
      if (knownKey('notification', key) === undefined || !Array.isArray(value)) return [key, value];
      const [only] = value;
      return [key, value.length === 1 && !hasSeveralPlugins(only) ? withSinglePlugin(only) : value];
    }),
  );
}

function hasSeveralPlugins(entry: NotificationEntry): boolean {
  return entry.plugin !== undefined && entry.plugin.length !== 1;
}

function withSinglePlugin(entry: NotificationEntry): Record<string, unknown> {
  return entry.plugin === undefined ? entry : { ...entry, plugin: entry.plugin[0] };
}

interface NotificationEntry {
  readonly plugin?: readonly unknown[] | undefined;
  readonly [key: string]: unknown;
}

function exportedStep(step: Step): Record<string, unknown> {
  const { jobref, errorhandler, subSteps } = step;
  return {
    ...step,
    ...(jobref === undefined ? {} : { jobref: exportedReference(jobref) }),
    ...(errorhandler === undefined ? {} : { errorhandler: exportedStep(errorhandler) }),
    ...(subSteps === undefined ? {} : { subSteps: subSteps.map(exportedStep) }),
  };
}

function exportedReference(reference: NonNullable<Step['jobref']>): Record<string, unknown> {
  const { nodefilters } = reference;
  const dispatch = nodefilters?.dispatch;
  const count = dispatch?.threadcount ?? '';
  if (nodefilters === undefined || dispatch === undefined || !/^(?:0|[1-9]\d{0,8})$/.test(count)) {
    return reference;
  }
  return {
    ...reference,
    nodefilters: { ...nodefilters, dispatch: { ...dispatch, threadcount: Number(count) } },
  };
}

import { jobPath } from '../../job-language/format/job-path.ts';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { timeOfDay } from './time-of-day.ts';

/** Returns a count with its noun: `1 runner`, `2 runners`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Maximum number of objects that a confirmation names before "and N more". */
export const MOST_NAMED = 10;

/** Lists at most `most` names: `web1, web2, web3, web4, web5 and 4 more`. */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Returns the runners that a job selects: `db + eu`, `db or eu` or `Local Runner`. */
export function selectorText(job: JobOverview): string {
  const { selector } = job;
  switch (selector.mode) {
    case 'LOCAL':
      return 'Local Runner';
    case 'TAGS':
      return selector.tags.join(selector.match === 'all' ? ' + ' : ' or ');
    case 'FILTER':
      return selector.filter;
  }
}

/** Returns the first characters of an id, enough to tell objects apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** Returns the display name of an execution: the path of its job, or its ad-hoc command. */
export function executionName({ job, description, executionType }: Execution): string {
  if (job !== undefined) return jobPath(job);
  if (executionType !== 'adhoc' || (description !== '' && description !== 'adhoc')) return description;
  return 'ad-hoc command';
}

/** Whether an execution waits for a replica or for an administrator, and none of its steps is running. */
export function isWaiting({ status, reason, current }: Execution): boolean {
  return (
    status === 'running' &&
    reason?.code === 'waiting' &&
    (reason.until !== undefined || current === undefined)
  );
}

/** Returns the status of an execution in words: `failed`, `Waiting until 22:41:03`, `Scheduled for 22:41:03`. */
export function statusText(execution: Execution): string {
  if (execution.status === 'scheduled')
    return `Scheduled for ${timeOfDay(execution['date-started'].unixtime)}`;
  if (!isWaiting(execution)) return execution.customStatus ?? execution.status;
  const until = execution.reason?.until;
  return until === undefined ? 'Waiting' : `Waiting until ${timeOfDay(until)}`;
}

/** Returns the status of an execution with its reason: `failed: exit code 3`. */
export function executionText(execution: Execution): string {
  const status = statusText(execution);
  const why = whyText(execution);
  return why === '' ? status : `${status}: ${why}`;
}

/** Returns why an execution waits or did not succeed. Empty if there is nothing to explain. */
export function whyText({ status, reason }: Execution): string {
  // The reason `planned` contains only the time, which is part of the status.
  const isEvident = status === 'succeeded' || (status === 'scheduled' && reason?.code === 'planned');
  return isEvident ? '' : (reason?.message ?? '');
}

/** Escapes text for Markdown. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&]/g, '\\$&');
}

/** Formats a size: `900 bytes`, `12 KiB`, `200 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${short(kibibytes)} KiB` : `${short(kibibytes / 1024)} MiB`;
}

function short(amount: number): string {
  return amount < 10 ? amount.toFixed(1).replace(/\.0$/, '') : String(Math.round(amount));
}

/** Display names of the kinds of keys. */
export const KEY_KIND_NAMES: Readonly<Record<KeyKind, string>> = {
  password: 'password',
  private: 'private key',
  public: 'public key',
};

/** Formats a time in the local time zone and locale. `time` is ISO 8601 or epoch ms. */
export function localTime(time: string | number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

/**
 * Splits a step context into its place and node. `3/1` is step 1 of the job that step 3 refers to. If that job runs
 * once for each node of step 3, `node` is the node.
 */
export function stepPlace(stepctx: string): { readonly place: string; readonly node: string | undefined } {
  const place = stepctx
    .split('/')
    .map((part) => part.replace(/@.*$/, ''))
    .join('/');
  const node = /@(?:[^/]*,)?node=([^/,]+)/.exec(stepctx)?.[1];
  return { place, node };
}

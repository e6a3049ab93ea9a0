import type { KeyKind } from '../../protocol/entities/key-record.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';

/** `1 runner`, `2 runners`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How many of those that are deleted a question names. */
export const MOST_NAMED = 10;

/** As many names as a dialog or a tooltip has place for: `web1, web2, web3, web4, web5 and 4 more`. */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Where a job runs, in few words: `db + eu`, `db or eu`, `Local Runner`. */
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

/** The beginning of an id, enough for people to tell things apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** What people call an execution: by its job, or that it was a command of the moment. */
export function executionName({ job, description, executionType }: Execution): string {
  if (job !== undefined) return jobPath(job);
  if (executionType !== 'adhoc' || (description !== '' && description !== 'adhoc')) return description;
  return 'ad-hoc command';
}

/** The state of an execution with its reason: `failed: exit code 3`. */
export function executionText(execution: Execution): string {
  const status = execution.customStatus ?? execution.status;
  const why = whyText(execution);
  return why === '' ? status : `${status}: ${why}`;
}

/** Why it waits, or why it ended otherwise than well; empty where there is nothing to explain. */
export function whyText({ status, reason }: Execution): string {
  return status === 'succeeded' ? '' : (reason?.message ?? '');
}

/** Text that stands in Markdown as it is. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&]/g, '\\$&');
}

/** `900 bytes`, `12 KiB`, `200 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return counted(bytes, 'byte');
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${short(kibibytes)} KiB` : `${short(kibibytes / 1024)} MiB`;
}

function short(amount: number): string {
  return amount < 10 ? amount.toFixed(1).replace(/\.0$/, '') : String(Math.round(amount));
}

/** What kinds of keys are called. */
export const KEY_KIND_NAMES: Readonly<Record<KeyKind, string>> = {
  password: 'password',
  private: 'private key',
  public: 'public key',
};

/** A time as people here write it. `time`: ISO, or epoch ms. */
export function localTime(time: string | number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

/**
 * A step as people read its place: `3/1` for step 1 of the job that step 3 refers to, which may run once for each node of
 * step 3; then `node` is that one.
 */
export function stepPlace(stepctx: string): { readonly place: string; readonly node: string | undefined } {
  const place = stepctx
    .split('/')
    .map((part) => part.replace(/@.*$/, ''))
    .join('/');
  const node = /@(?:[^/]*,)?node=([^/,]+)/.exec(stepctx)?.[1];
  return { place, node };
}

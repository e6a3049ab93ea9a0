import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { dateLocale } from './display-language.ts';
import { statusName } from './state-names.ts';
import { timeOfDay } from './time-of-day.ts';

const COUNTED = {
  byte: (n: number) => (n === 1 ? l10n.t('1 byte') : l10n.t('{0} bytes', n)),
  execution: (n: number) => (n === 1 ? l10n.t('1 execution') : l10n.t('{0} executions', n)),
  job: (n: number) => (n === 1 ? l10n.t('1 job') : l10n.t('{0} jobs', n)),
  key: (n: number) => (n === 1 ? l10n.t('1 key') : l10n.t('{0} keys', n)),
  node: (n: number) => (n === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', n)),
  'node source': (n: number) => (n === 1 ? l10n.t('1 node source') : l10n.t('{0} node sources', n)),
  notification: (n: number) => (n === 1 ? l10n.t('1 notification') : l10n.t('{0} notifications', n)),
  replica: (n: number) => (n === 1 ? l10n.t('1 replica') : l10n.t('{0} replicas', n)),
  runner: (n: number) => (n === 1 ? l10n.t('1 runner') : l10n.t('{0} runners', n)),
  source: (n: number) => (n === 1 ? l10n.t('1 source') : l10n.t('{0} sources', n)),
  step: (n: number) => (n === 1 ? l10n.t('1 step') : l10n.t('{0} steps', n)),
  tag: (n: number) => (n === 1 ? l10n.t('1 tag') : l10n.t('{0} tags', n)),
} as const;

/** The nouns that `counted` knows. */
export type CountedNoun = keyof typeof COUNTED;

/** Returns a count with its noun in the display language: `1 runner`, `2 runners`. */
export function counted(count: number, noun: CountedNoun): string {
  return COUNTED[noun](count);
}

/** Returns how many runners there are, and how many of them are healthy: `3 runners, 2 healthy`. */
export function healthyText(runners: number, healthy: number): string {
  return runners === 1
    ? l10n.t('1 runner, {0} healthy', healthy)
    : l10n.t('{0} runners, {1} healthy', runners, healthy);
}

/** Returns a number of failed executions as a phrase. */
export function failedText(count: number): string {
  return count === 1 ? l10n.t('1 execution failed') : l10n.t('{0} executions failed', count);
}

/** Returns a number of executions with undelivered notifications as a phrase. */
export function undeliveredText(count: number): string {
  return count === 1
    ? l10n.t('1 execution with undelivered notifications')
    : l10n.t('{0} executions with undelivered notifications', count);
}

/** Joins texts: `db or web`. */
export function orText(texts: readonly string[]): string {
  return texts.reduce((all, next) => (all === '' ? next : l10n.t('{0} or {1}', all, next)), '');
}

/** Joins texts: `3 runners and 2 jobs`. */
export function andText(texts: readonly string[]): string {
  return texts.reduce((all, next) => (all === '' ? next : l10n.t('{0} and {1}', all, next)), '');
}

/** Maximum number of objects that a confirmation lists before "and N more". */
export const MOST_NAMED = 10;

/** Lists at most `most` names: `web1, web2, web3, web4, web5 and 4 more`. */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? l10n.t('{0} and {1} more', shown, names.length - most) : shown;
}

/** Returns the runners that a job selects: `db + eu`, `db or eu` or `Local Runner`. */
export function selectorText(job: JobOverview): string {
  const { selector } = job;
  switch (selector.mode) {
    case 'LOCAL':
      return l10n.t('Local Runner');
    case 'TAGS':
      return selector.match === 'all' ? selector.tags.join(' + ') : orText(selector.tags);
    case 'FILTER':
      return selector.filter;
  }
}

/** Returns the first characters of an id, enough to tell objects apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** Returns the name of an execution where its group is shown elsewhere or is left out. Marks a draft. */
export function shortExecutionName(execution: Execution): string {
  const { job, draft } = execution;
  if (draft !== undefined) return l10n.t('{0} (draft)', draft.name);
  return job?.name ?? executionName(execution);
}

/** Returns the display name of an execution: the path of its job, or its ad-hoc command. Marks a draft. */
export function executionName({ job, draft, description, executionType }: Execution): string {
  if (job !== undefined) return jobPath(job);
  if (draft !== undefined) return l10n.t('{0} (draft)', jobPath(draft));
  if (executionType !== 'adhoc' || (description !== '' && description !== 'adhoc')) return description;
  return l10n.t('ad-hoc command');
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
    return l10n.t('Scheduled for {0}', timeOfDay(execution['date-started'].unixtime));
  if (!isWaiting(execution)) return execution.customStatus ?? statusName(execution.status);
  const until = execution.reason?.until;
  return until === undefined ? l10n.t('Waiting') : l10n.t('Waiting until {0}', timeOfDay(until));
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

/** Returns the display name of a kind of keys. */
export function keyKindName(kind: KeyKind): string {
  switch (kind) {
    case 'password':
      return l10n.t('password');
    case 'private':
      return l10n.t('private key');
    case 'public':
      return l10n.t('public key');
  }
}

/** Formats a time in the local time zone and locale. `time` is ISO 8601 or epoch ms. */
export function localTime(time: string | number): string {
  return new Date(time).toLocaleString(dateLocale(), { dateStyle: 'medium', timeStyle: 'long' });
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

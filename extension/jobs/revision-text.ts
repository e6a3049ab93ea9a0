import * as l10n from '@vscode/l10n';
import type { JobAct, JobRevision } from '../../protocol/routes/shapes/job-shapes.ts';
import { displayLanguage } from '../model/display-language.ts';

const ACTS: Readonly<Record<JobAct, () => string>> = {
  import: () => l10n.t('import'),
  edit: () => l10n.t('edit'),
  runners: () => l10n.t('runners changed'),
  tags: () => l10n.t('tags changed'),
  switch: () => l10n.t('enabled or disabled'),
  revert: () => l10n.t('revert'),
};

const MINUTE = 60_000;
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat(displayLanguage(), { numeric: 'always' });

/** Describes a revision: `2 hours ago · ann · import`. `now` is in epoch ms. */
export function revisionText({ time, user, act }: JobRevision, now: number): string {
  return [ageText(now - time), user, ...(act === undefined ? [] : [ACTS[act]()])].join(' · ');
}

function ageText(age: number): string {
  for (const [unit, length] of UNITS) {
    if (age >= length) return RELATIVE.format(-Math.floor(age / length), unit);
  }
  return l10n.t('just now');
}

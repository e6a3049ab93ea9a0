import * as l10n from '@vscode/l10n';
import { isTyped } from '../../../job-language/runner-filter/parse-runner-filter.ts';
import { runnerFilterProblem } from '../../../job-language/runner-filter/runner-filter-problem.ts';
import { explain, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { RunSettings } from '../../../protocol/webview/run-form.ts';
import { tagsProblem } from '../../commands/inputs.ts';

/** A setting of a run that can have a problem. */
export type SettingName = 'filter' | 'runnerFilter' | 'startAt';

/** Why the coordinator refused a run, at the fields of the error. */
export interface RefusedRun {
  readonly options: ReadonlyMap<string, string>;
  readonly setting?: { readonly name: SettingName; readonly problem: string };
  /** The whole error if it belongs to no field. */
  readonly other?: string;
}

const SETTING_OF_CODE: Readonly<Record<string, SettingName>> = {
  'node-filter-invalid': 'filter',
  'node-filter-fixed': 'filter',
  'nodes-unmatched': 'filter',
  'runner-filter-fixed': 'runnerFilter',
  'runner-filter-invalid': 'runnerFilter',
  'no-runner-matches': 'runnerFilter',
};

/** Assigns the error of a refused run to the fields of the form. */
export function refusedRun(
  reason: unknown,
  options: readonly string[],
  editable: ReadonlySet<SettingName>,
): RefusedRun {
  const error = toOutrunnerError(reason);
  const problem = explain(error);
  if (error.code === 'options-invalid') {
    const text = String(error.parameters['problem'] ?? '');
    const named = options.filter((name) => text.toLowerCase().includes(`option "${name.toLowerCase()}"`));
    if (named.length > 0) return { options: new Map(named.map((name) => [name, text])) };
  }
  const isTime = String(error.parameters['what'] ?? '').startsWith('The time "');
  const name = isTime ? 'startAt' : SETTING_OF_CODE[error.code];
  if (name !== undefined && editable.has(name)) return { options: new Map(), setting: { name, problem } };
  return { options: new Map(), other: problem };
}

/** Returns why the typed runners of a run are not valid; empty if they are. */
export function runnersProblem({ runners, runnerFilter }: RunSettings): string {
  if (runners !== 'other') return '';
  if (runnerFilter.trim() === '') return l10n.t('Enter at least one tag.');
  return (isTyped(runnerFilter) ? runnerFilterProblem(runnerFilter) : tagsProblem(runnerFilter)) ?? '';
}

/** Returns why a run cannot start later at the chosen time; empty if it can. `now` is epoch ms. */
export function startProblem(startAt: string, now: number): string {
  const moment = Date.parse(startAt);
  if (Number.isNaN(moment)) return l10n.t('Choose a date and a time.');
  return moment > now ? '' : l10n.t('The time is in the past. Choose a time in the future.');
}

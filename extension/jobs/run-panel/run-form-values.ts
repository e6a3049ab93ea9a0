import * as l10n from '@vscode/l10n';
import type { AskedOfRun, AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { RunFormState, RunSettings } from '../../../protocol/webview/run-form.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { askedOrder } from '../run-form/asked-order.ts';
import type { FormNeeds } from '../run-form/form-needs.ts';
import { type OptionAnswer, type RunAnswers, runAnswers } from '../run-form/run-answers.ts';
import type { RunPlace } from '../run-form/start-run.ts';
import type { RememberedRun } from './remembered-runs.ts';
import {
  answersForListed,
  fieldOf,
  firstAnswers,
  storableValues,
  type ValuesFromUrls,
} from './run-form-answers.ts';
import type { RunFormDraft } from './run-form-draft.ts';
import { refusedRun, runnersProblem, type SettingName, startProblem } from './run-form-problems.ts';

/** The settings of a run that uses the job's own nodes, runners and log level, and starts at once. */
export const OWN_SETTINGS: RunSettings = {
  filter: '',
  runners: 'job',
  runnerFilter: '',
  logLevel: '',
  startAt: '',
};

/** Values of options, and settings. Absent settings are those of {@link OWN_SETTINGS}. */
export type FirstInputs = Pick<RememberedRun, 'values'> & Partial<RememberedRun>;

export interface RunFormValuesNeeds {
  readonly asked: AskedOfRun;
  /** The initial values: those of the last run, or of the form before it was reloaded. */
  readonly before: FirstInputs | undefined;
  readonly problemOf: FormNeeds['problemOf'];
}

/** The values that a user enters for a run, and their problems. */
export class RunFormValues {
  /** The options that are not hidden. */
  readonly options: readonly AskedOption[];
  readonly #asked: AskedOfRun;
  readonly #problemOf: FormNeeds['problemOf'];
  #answers: Map<string, OptionAnswer>;
  #settings: RunSettings;
  /** Options whose problem is shown. */
  readonly #touched = new Set<string>();
  /** Problems that only the coordinator finds, until the field changes. */
  readonly #refused = new Map<string, string>();
  readonly #refusedSettings = new Map<SettingName, string>();
  #wasCheckedForLater = false;

  constructor({ asked, before, problemOf }: RunFormValuesNeeds) {
    this.options = askedOrder(asked.options);
    this.#asked = asked;
    this.#problemOf = problemOf;
    this.#answers = firstAnswers(this.options, before?.values ?? {});
    const { filter = '', runners = 'job', runnerFilter = '', logLevel = '' } = before ?? {};
    this.#settings = {
      ...OWN_SETTINGS,
      ...(this.canSelectNodes ? { filter } : {}),
      ...(this.canSelectRunners ? { runners, runnerFilter } : {}),
      logLevel,
    };
  }

  get settings(): RunSettings {
    return this.#settings;
  }

  get canSelectNodes(): boolean {
    return this.#asked.nodes?.editable === true;
  }

  get canSelectRunners(): boolean {
    return this.#asked.runnerFilterEditable;
  }

  /** The answers by option. */
  get byOption(): ReadonlyMap<string, OptionAnswer> {
    return this.#answers;
  }

  labelOf(name: string): string {
    return this.options.find((option) => option.name === name)?.label ?? name;
  }

  set(name: string, answer: OptionAnswer): void {
    const option = this.options.find((it) => it.name === name);
    if (option === undefined || (option.isFile === true) !== (answer.kind === 'file')) return;
    this.#answers.set(name, answer);
    this.#touched.add(name);
    this.#refused.delete(name);
  }

  remove(name: string): void {
    this.#answers.delete(name);
    this.#touched.add(name);
    this.#refused.delete(name);
  }

  refuse(name: string, problem: string): void {
    this.#refused.set(name, problem);
  }

  setSettings(settings: RunSettings): void {
    if (settings.filter !== this.#settings.filter) this.#refusedSettings.delete('filter');
    if (settings.startAt !== this.#settings.startAt) this.#refusedSettings.delete('startAt');
    const { runners, runnerFilter } = this.#settings;
    if (settings.runners !== runners || settings.runnerFilter !== runnerFilter)
      this.#refusedSettings.delete('runnerFilter');
    this.#settings = settings;
  }

  /** Adapts the values to those that the URLs of the options list now. */
  adoptListed(listed: ValuesFromUrls): void {
    this.#answers = answersForListed(this.options, this.#answers, listed);
  }

  forgetSecureValues(): void {
    for (const { name, secure } of this.options) if (secure) this.#answers.delete(name);
  }

  /** Returns the values that may be stored: neither secure values, files nor the time. */
  storable(): RememberedRun {
    const { startAt: _, ...settings } = this.#settings;
    return { ...settings, values: storableValues(this.options, this.#answers) };
  }

  /** Returns the inputs that the form restores when it is opened again. */
  draft(): RunFormDraft {
    const files = [...this.#answers].flatMap(([name, { kind }]) => (kind === 'file' ? [name] : []));
    return { run: this.storable(), startAt: this.#settings.startAt, files };
  }

  /** Restores the parts of a draft that {@link RememberedRun} does not contain. */
  restore({ startAt, files }: RunFormDraft): void {
    this.#settings = { ...this.#settings, startAt };
    const options = this.options.filter(({ name, isFile }) => isFile === true && files.includes(name));
    for (const { name } of options)
      this.refuse(name, l10n.t('Choose the file again, because the window was reloaded.'));
  }

  answers(): RunAnswers {
    return runAnswers(this.options, this.#answers);
  }

  place(later: boolean): RunPlace {
    const { filter, logLevel, startAt } = this.#settings;
    return {
      ...(this.canSelectNodes && filter.trim() !== '' ? { filter: filter.trim() } : {}),
      ...this.#runners(),
      ...(logLevel === '' ? {} : { loglevel: logLevel }),
      ...(later ? { runAtTime: startAt } : {}),
    };
  }

  #runners(): RunPlace {
    const { runners, runnerFilter } = this.#settings;
    if (!this.canSelectRunners || runners === 'job') return {};
    return runners === 'local' ? { runnerFilterMode: 'LOCAL' } : { runnerFilter: runnerFilter.trim() };
  }

  /** Whether no value has a problem that the form can find. */
  isComplete(listed: ValuesFromUrls): boolean {
    return (
      this.options.every((option) => this.#problem(option, listed) === '') &&
      (!this.canSelectRunners || runnersProblem(this.#settings) === '')
    );
  }

  /** Marks all problems. Returns whether there is none. `now` is epoch ms. */
  check(later: boolean, listed: ValuesFromUrls, now: number): boolean {
    for (const { name } of this.options) this.#touched.add(name);
    this.#wasCheckedForLater = later;
    return this.isComplete(listed) && (!later || startProblem(this.#settings.startAt, now) === '');
  }

  /** Marks the fields that the coordinator refused. Returns the error if it belongs to no field. */
  reject(error: unknown): string | undefined {
    const editable = new Set<SettingName>(['startAt']);
    if (this.canSelectNodes) editable.add('filter');
    if (this.canSelectRunners) editable.add('runnerFilter');
    const names = this.options.map(({ name }) => name);
    const { options, setting, other } = refusedRun(error, names, editable);
    for (const [name, problem] of options) this.#refused.set(name, problem);
    if (setting !== undefined) this.#refusedSettings.set(setting.name, setting.problem);
    return other;
  }

  shown(
    listed: ValuesFromUrls,
    now: number,
  ): Pick<RunFormState, 'fields' | 'settings' | 'nodes' | 'runners' | 'startProblem'> {
    const { nodes } = this.#asked;
    const settings = this.#settings;
    const late =
      settings.startAt !== '' || this.#wasCheckedForLater ? startProblem(settings.startAt, now) : '';
    const refused = (name: SettingName) => this.#refusedSettings.get(name) ?? '';
    return {
      fields: this.options.map((option) => this.#field(option, listed)),
      settings,
      ...(nodes?.editable === true
        ? { nodes: { ofJob: nodes.filter, hint: '', problem: refused('filter') } }
        : {}),
      ...(this.canSelectRunners
        ? { runners: { ofJob: '', hint: '', problem: runnersProblem(settings) || refused('runnerFilter') } }
        : {}),
      startProblem: late || refused('startAt'),
    };
  }

  #field(option: AskedOption, listed: ValuesFromUrls): RunFormState['fields'][number] {
    const { name } = option;
    const isShown = this.#touched.has(name);
    return fieldOf(option, {
      answer: this.#answers.get(name),
      listed: ownValue(listed, name),
      problem: this.#refused.get(name) ?? (isShown ? this.#problem(option, listed) : ''),
    });
  }

  #problem(option: AskedOption, listed: ValuesFromUrls): string {
    const answer = this.#answers.get(option.name);
    if (answer?.kind === 'file') return '';
    const found = ownValue(listed, option.name);
    const values =
      found === undefined || 'error' in found ? undefined : found.values.map(({ value }) => value);
    return this.#problemOf(option, answer?.value ?? '', values) ?? '';
  }
}

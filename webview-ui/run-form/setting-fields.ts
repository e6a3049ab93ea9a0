import * as l10n from '@vscode/l10n';
import type { RunFormState, RunSettings } from '../../protocol/webview/run-form.ts';
import { dropdown, radioGroup, textField, timeField } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';

const LEVELS: readonly RunSettings['logLevel'][] = ['DEBUG', 'VERBOSE', 'INFO', 'WARN', 'ERROR'];

/** The inputs for the nodes, runners, log level and start time of a run. */
export class SettingFields {
  readonly element: HTMLElement;
  readonly #filter;
  readonly #nodes = parts();
  readonly #nodeField: HTMLElement;
  readonly #runners;
  readonly #runnerFilter;
  readonly #runnerHelp = parts();
  readonly #runnerField: HTMLElement;
  readonly #level;
  readonly #start;
  readonly #startHelp = parts();
  #settings: RunSettings = { filter: '', runners: 'job', runnerFilter: '', logLevel: '', startAt: '' };

  constructor(onChange: (settings: RunSettings) => void) {
    const change = (part: Partial<RunSettings>) => {
      this.#settings = { ...this.#settings, ...part };
      onChange(this.#settings);
    };
    this.#filter = textField(
      l10n.t('Node filter'),
      '',
      () => change({ filter: this.#filter.value() }),
      () => undefined,
    );
    this.#nodeField = fieldOf(l10n.t('Node filter'), this.#nodes, this.#filter.element);
    this.#runners = radioGroup<RunSettings['runners']>(
      l10n.t('Runners'),
      [
        { value: 'job', label: l10n.t('Runners of the job') },
        { value: 'local', label: l10n.t('Local Runner') },
        { value: 'other', label: l10n.t('Other runners') },
      ],
      (runners) => change({ runners }),
    );
    this.#runnerFilter = textField(
      l10n.t('Tags or filter of other runners'),
      l10n.t('Tags, separated by commas, or a filter such as "{0}"', 'db and not eu'),
      () => change({ runnerFilter: this.#runnerFilter.value() }),
      () => undefined,
    );
    this.#runnerField = fieldOf(
      l10n.t('Runners'),
      this.#runnerHelp,
      this.#runners.element,
      this.#runnerFilter.element,
    );
    this.#level = dropdown(l10n.t('Log level'), (value) =>
      change({ logLevel: LEVELS.find((level) => level === value) ?? '' }),
    );
    this.#start = timeField(l10n.t('Time for Run Later'), (startAt) => change({ startAt }));
    this.element = element(
      'section',
      { 'aria-label': l10n.t('Settings of this run') },
      this.#nodeField,
      this.#runnerField,
      fieldOf(l10n.t('Log level'), parts(), this.#level.element),
      fieldOf(l10n.t('Time for Run Later'), this.#startHelp, this.#start.element),
    );
  }

  show({ settings, nodes, runners, startProblem }: RunFormState): void {
    this.#settings = settings;
    this.#nodeField.hidden = nodes === undefined;
    this.#filter.element.setAttribute('placeholder', nodes?.ofJob ?? '');
    setUnlessFocused(this.#filter, settings.filter);
    tell(this.#nodes, nodes?.hint ?? '', nodes?.problem ?? '');
    this.#runnerField.hidden = runners === undefined;
    this.#runners.set(settings.runners);
    this.#runnerFilter.element.hidden = settings.runners !== 'other';
    setUnlessFocused(this.#runnerFilter, settings.runnerFilter);
    tell(this.#runnerHelp, runners?.hint ?? '', runners?.problem ?? '');
    const ofJob = { label: l10n.t('Log level of the job'), value: '' };
    this.#level.set([ofJob, ...LEVELS.map((level) => ({ label: level, value: level }))], settings.logLevel);
    if (document.activeElement !== this.#start.element) this.#start.set(settings.startAt);
    this.#start.element.setAttribute('aria-invalid', String(startProblem !== ''));
    tell(this.#startHelp, '', startProblem);
  }
}

/** The texts below an input. */
interface Parts {
  readonly hint: HTMLElement;
  readonly problem: HTMLElement;
}

function parts(): Parts {
  const live = { 'aria-live': 'polite' };
  return {
    hint: element('p', { class: 'hint', ...live }),
    problem: element('p', { class: 'problem', ...live }),
  };
}

function tell({ hint, problem }: Parts, text: string, why: string): void {
  hint.textContent = text;
  problem.textContent = why;
}

function fieldOf(label: string, { hint, problem }: Parts, ...inputs: readonly HTMLElement[]): HTMLElement {
  const rows = inputs.map((input) => element('div', { class: 'row' }, input));
  return element('div', { class: 'field' }, element('p', { class: 'label' }, label), ...rows, hint, problem);
}

/** Sets a field unless it has the focus: a late response must not overwrite newer input. */
function setUnlessFocused(
  field: { readonly element: HTMLElement; set(value: string): void },
  value: string,
): void {
  if (document.activeElement !== field.element) field.set(value);
}

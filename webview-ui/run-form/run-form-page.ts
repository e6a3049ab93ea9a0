import * as l10n from '@vscode/l10n';
import type {
  RunFormCommand,
  RunFormField,
  RunFormState,
  RunSettings,
} from '../../protocol/webview/run-form.ts';
import { button } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';
import { OptionField, shapeOf } from './option-field.ts';
import { SettingFields } from './setting-fields.ts';

/** The page of a run form: the options of the job, where and when it runs, and the buttons that run it. */
export class RunFormPage {
  readonly element: HTMLElement;
  readonly #title = element('h1');
  readonly #description = element('p');
  readonly #options = element('section', { 'aria-label': l10n.t('Options') });
  readonly #settings = new SettingFields((settings) => this.#set(settings));
  readonly #changed: HTMLElement;
  readonly #notice = element('p', { role: 'status', 'aria-live': 'polite' });
  readonly #run = button(l10n.t('Run Now'), 'primary', () => this.#post({ type: 'run', later: false }));
  readonly #later = button(l10n.t('Run Later'), 'secondary', () => this.#post({ type: 'run', later: true }));
  readonly #post: (command: RunFormCommand) => void;
  #fields = new Map<string, OptionField>();

  constructor(post: (command: RunFormCommand) => void) {
    this.#post = post;
    const reload = button(l10n.t('Reload'), 'secondary', () => post({ type: 'reload' }));
    this.#changed = element(
      'div',
      { class: 'row', role: 'status' },
      element(
        'p',
        { class: 'problem' },
        l10n.t('The job has changed. Reload the form to see its current options.'),
      ),
      reload.element,
    );
    this.element = element(
      'main',
      {},
      this.#title,
      this.#description,
      this.#changed,
      this.#options,
      this.#settings.element,
      element('footer', {}, this.#run.element, this.#later.element, this.#notice),
    );
    this.element.hidden = true;
  }

  show(state: RunFormState): void {
    const { fields, notice } = state;
    this.#title.replaceChildren(state.job, element('small', {}, l10n.t('project {0}', state.project)));
    this.#description.textContent = state.description;
    this.#changed.hidden = !state.changed;
    this.#showFields(fields);
    this.#settings.show(state);
    this.#run.setEnabled(state.runnable);
    this.#later.setEnabled(state.runnable);
    this.#notice.textContent = notice?.text ?? '';
    this.#notice.className = notice?.kind === 'problem' ? 'problem' : '';
    this.element.hidden = false;
  }

  #showFields(fields: readonly RunFormField[]): void {
    const shapes = fields.map(shapeOf);
    if (shapes.join('\n') !== [...this.#fields.keys()].join('\n')) {
      const kept = this.#fields;
      this.#fields = new Map(
        fields.map((field) => {
          const shape = shapeOf(field);
          return [shape, kept.get(shape) ?? new OptionField(field, this.#post)];
        }),
      );
      this.#options.replaceChildren(...[...this.#fields.values()].map((field) => field.element));
    }
    for (const field of fields) this.#fields.get(shapeOf(field))?.show(field);
  }

  #set(settings: RunSettings): void {
    this.#post({ type: 'set', settings });
  }
}

import * as l10n from '@vscode/l10n';
import type { RunFormCommand, RunFormField } from '../../protocol/webview/run-form.ts';
import { button } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';
import { accessibleName, type FieldInput, inputFor } from './field-inputs.ts';

/** An option: its label and description, its input, and why its value is not accepted. */
export class OptionField {
  readonly element: HTMLElement;
  readonly #input: FieldInput;
  readonly #help = element('p', { class: 'help' });
  readonly #hint = element('p', { class: 'hint', 'aria-live': 'polite' });
  readonly #problem = element('p', { class: 'problem', 'aria-live': 'polite' });
  readonly #retry;

  constructor(field: RunFormField, post: (command: RunFormCommand) => void) {
    this.#input = inputFor(field, post);
    this.#retry = button(l10n.t('Try Again'), 'secondary', () => post({ type: 'loadValues' }));
    this.#retry.element.setAttribute('aria-label', l10n.t('Load the values of {0} again', field.label));
    this.element = element(
      'div',
      { class: 'field' },
      element('p', { class: 'label' }, accessibleName(field)),
      this.#help,
      this.#input.element,
      this.#hint,
      this.#retry.element,
      this.#problem,
    );
  }

  show(field: RunFormField): void {
    this.#input.show(field);
    this.#help.textContent = field.help;
    this.#hint.textContent = field.hint;
    this.#retry.element.hidden = !field.canRetry;
    this.#problem.textContent = field.problem;
    this.#problem.hidden = field.problem === '';
    this.#input.mark(field.problem !== '');
  }
}

/** Returns a text that changes if a field needs other inputs. */
export function shapeOf({ name, label, kind, required, isOpen, choices, placeholder }: RunFormField): string {
  return JSON.stringify([name, label, kind, required, isOpen, choices.length > 0, placeholder]);
}

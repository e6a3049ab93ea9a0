import * as l10n from '@vscode/l10n';
import { textField } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';

const EXAMPLE = 'db and not (eu or os=windows)';
const HELP = l10n.t(
  'Combine tags and attributes (name, os, arch, host, user, version, health, label.KEY) with and, or, not and parentheses. Values can contain * and ${option.NAME}.',
);

/** A text field for a filter that notifies its listener of each key press. */
export class FilterField {
  readonly element: HTMLElement;
  readonly #field;

  constructor(onChange: (filter: string) => void) {
    const changed = () => onChange(this.#field.value());
    this.#field = textField(l10n.t('Runner filter'), EXAMPLE, changed, changed);
    this.element = element('div', {}, this.#field.element, element('p', { class: 'help' }, HELP));
  }

  /** Shows a filter, unless the field has the focus: a late response must not overwrite newer input. */
  show(filter: string): void {
    if (document.activeElement !== this.#field.element) this.#field.set(filter);
  }
}

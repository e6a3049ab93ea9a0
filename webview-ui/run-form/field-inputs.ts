import * as l10n from '@vscode/l10n';
import type { RunFormCommand, RunFormField } from '../../protocol/webview/run-form.ts';
import { button, type Checkbox, checkbox, dropdown, textField } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';

/** The input of a field. */
export interface FieldInput {
  readonly element: HTMLElement;
  show(field: RunFormField): void;
  /** Tells screen readers whether the value is invalid. */
  mark(isInvalid: boolean): void;
}

type Post = (command: RunFormCommand) => void;

/** Returns the label of a field as users see it. */
export function accessibleName({ label, required }: RunFormField): string {
  return required ? l10n.t('{0} (required)', label) : label;
}

/** Creates the input for the kind of a field. */
export function inputFor(field: RunFormField, post: Post): FieldInput {
  const label = accessibleName(field);
  const change = (value: string) => post({ type: 'change', name: field.name, value });
  switch (field.kind) {
    case 'text':
    case 'secure':
      return textInput(field, label, change);
    case 'choice':
      return choiceInput(label, change);
    case 'several':
      return severalInput(field, label, change);
    case 'file':
      return fileInput(field, label, post);
  }
}

function textInput(first: RunFormField, label: string, change: (value: string) => void): FieldInput {
  const changed = () => change(field.value());
  const field = textField(label, first.placeholder, changed, () => undefined);
  const isSecure = first.kind === 'secure';
  if (isSecure) field.element.setAttribute('type', 'password');
  const suggestions = dropdown(l10n.t('Listed values of {0}', first.label), (value) => {
    if (value === '') return;
    field.set(value);
    change(value);
  });
  const row = element('div', { class: 'row' }, field.element);
  if (first.choices.length > 0) row.append(suggestions.element);
  return {
    element: row,
    show({ value, choices }) {
      // The extension never sends a secure value, and a late response must not overwrite newer input.
      if (!isSecure && document.activeElement !== field.element) field.set(value);
      suggestions.set([{ label: l10n.t('Choose a listed value'), value: '' }, ...choices], '');
    },
    mark: (isInvalid) => field.element.setAttribute('aria-invalid', String(isInvalid)),
  };
}

function choiceInput(label: string, change: (value: string) => void): FieldInput {
  const list = dropdown(label, change);
  return {
    element: list.element,
    show({ value, choices, required }) {
      const none = { label: required ? l10n.t('Choose a value') : l10n.t('(no value)'), value: '' };
      const isKnown = value === '' || choices.some((choice) => choice.value === value);
      // An invalid value, such as a default that is not in the list, stays visible beside its problem.
      list.set([none, ...choices, ...(isKnown ? [] : [{ label: value, value }])], value);
    },
    mark: (isInvalid) => list.element.setAttribute('aria-invalid', String(isInvalid)),
  };
}

function severalInput(first: RunFormField, label: string, change: (value: string) => void): FieldInput {
  const { delimiter } = first;
  const boxes = new Map<string, Checkbox>();
  const list = element('div', { class: 'several' });
  const group = element('div', { role: 'group', 'aria-label': label }, list);
  let chosen: readonly string[] = [];
  const send = (next: readonly string[]) => {
    chosen = next;
    change(next.join(delimiter));
  };
  const typed = () => parts(other.value(), delimiter);
  const listed = () => chosen.filter((value) => boxes.has(value));
  const other = textField(
    l10n.t('Other values of {0}', first.label),
    l10n.t('Other values, separated by "{0}"', delimiter),
    () => send([...listed(), ...typed()]),
    () => undefined,
  );
  if (first.isOpen) group.append(other.element);
  const toggle = (value: string, isChosen: boolean) => {
    const order = [...boxes.keys()];
    const next = isChosen ? [...listed(), value] : listed().filter((it) => it !== value);
    const ordered = next.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    send([...ordered, ...chosen.filter((it) => !boxes.has(it))]);
  };
  return {
    element: group,
    show({ value, choices }) {
      chosen = parts(value, delimiter);
      if (choices.map((choice) => choice.value).join('\n') !== [...boxes.keys()].join('\n')) {
        boxes.clear();
        for (const choice of choices)
          boxes.set(
            choice.value,
            checkbox(choice.label, false, (isChosen) => toggle(choice.value, isChosen)),
          );
        list.replaceChildren(...[...boxes.values()].map((box) => box.element));
      }
      for (const choice of choices) boxes.get(choice.value)?.set(chosen.includes(choice.value), choice.label);
      if (document.activeElement !== other.element)
        other.set(chosen.filter((it) => !boxes.has(it)).join(delimiter));
    },
    mark: () => undefined,
  };
}

function fileInput({ name, label: shown }: RunFormField, label: string, post: Post): FieldInput {
  const choose = button(l10n.t('Choose File…'), 'secondary', () => post({ type: 'chooseFile', name }));
  choose.element.setAttribute('aria-label', l10n.t('Choose File for {0}', label));
  const remove = button(l10n.t('Remove'), 'secondary', () => post({ type: 'removeFile', name }));
  remove.element.setAttribute('aria-label', l10n.t('Remove the file of {0}', shown));
  const file = element('span', { 'aria-live': 'polite' });
  return {
    element: element('div', { class: 'row' }, choose.element, file, remove.element),
    show({ value }) {
      file.textContent = value === '' ? l10n.t('No file') : value;
      remove.element.hidden = value === '';
    },
    mark: () => undefined,
  };
}

function parts(text: string, delimiter: string): readonly string[] {
  return text === '' ? [] : text.split(delimiter);
}

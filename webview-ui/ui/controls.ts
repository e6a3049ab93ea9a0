/** The controls of all webviews. Only this file depends on the component library, so that it can be replaced. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers the custom elements. Call once, before the first control is created. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextField(),
  );
}

export interface Button {
  readonly element: HTMLElement;
  setEnabled(enabled: boolean): void;
}

export function button(label: string, appearance: 'primary' | 'secondary', onPress: () => void): Button {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', appearance);
  element.textContent = label;
  element.addEventListener('click', onPress);
  return { element, setEnabled: (enabled) => element.toggleAttribute('disabled', !enabled) };
}

export interface Checkbox {
  readonly element: HTMLElement;
  set(checked: boolean, label: string): void;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): Checkbox {
  const element = Object.assign(document.createElement('vscode-checkbox'), { checked });
  element.textContent = label;
  let shown = checked;
  element.addEventListener('change', () => {
    if (element.checked === shown) return;
    shown = element.checked;
    onChange(shown);
  });
  return {
    element,
    set(next, text) {
      shown = next;
      if (element.checked !== next) element.checked = next;
      if (element.textContent !== text) element.textContent = text;
    },
  };
}

export interface RadioGroup<T extends string> {
  readonly element: HTMLElement;
  set(value: T): void;
}

export function radioGroup<T extends string>(
  label: string,
  choices: readonly { readonly value: T; readonly label: string }[],
  onChange: (value: T) => void,
): RadioGroup<T> {
  const group = Object.assign(document.createElement('vscode-radio-group'), { value: '' });
  group.setAttribute('aria-label', label);
  for (const choice of choices) {
    const radio = document.createElement('vscode-radio');
    radio.setAttribute('value', choice.value);
    radio.textContent = choice.label;
    group.append(radio);
  }
  let shown = '';
  group.addEventListener('change', () => {
    const chosen = choices.find((choice) => choice.value === group.value);
    if (chosen === undefined || chosen.value === shown) return;
    shown = chosen.value;
    onChange(chosen.value);
  });
  return {
    element: group,
    set(value) {
      shown = value;
      if (group.value !== value) group.value = value;
    },
  };
}

export interface TextField {
  readonly element: HTMLElement;
  value(): string;
  set(value: string): void;
  clear(): void;
}

/** Creates a text field. `onEnter` is called when the user presses Enter. */
export function textField(
  label: string,
  placeholder: string,
  onInput: () => void,
  onEnter: () => void,
): TextField {
  const element = Object.assign(document.createElement('vscode-text-field'), { value: '' });
  keepLabel(element, label);
  element.setAttribute('placeholder', placeholder);
  element.addEventListener('input', onInput);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') onEnter();
  });
  return {
    element,
    value: () => element.value,
    set(value) {
      element.value = value;
    },
    clear() {
      element.value = '';
    },
  };
}

/** Gives an element a label, and restores it when the toolkit replaces the label of a text field with "Text field". */
function keepLabel(element: HTMLElement, label: string): void {
  const keep = () => {
    if (element.getAttribute('aria-label') !== label) element.setAttribute('aria-label', label);
  };
  keep();
  new MutationObserver(keep).observe(element, { attributeFilter: ['aria-label'] });
}

export interface Dropdown {
  readonly element: HTMLElement;
  set(choices: readonly { readonly label: string; readonly value: string }[], value: string): void;
}

/**
 * Creates a list of which one choice is selected. A native element: the list of the toolkit sets inline styles, which
 * the content security policy refuses.
 */
export function dropdown(label: string, onChange: (value: string) => void): Dropdown {
  const element = document.createElement('select');
  element.setAttribute('aria-label', label);
  element.addEventListener('change', () => onChange(element.value));
  let shown = '';
  return {
    element,
    set(choices, value) {
      const next = JSON.stringify(choices);
      if (next !== shown) {
        shown = next;
        element.replaceChildren(...choices.map((choice) => new Option(choice.label, choice.value)));
      }
      if (element.value !== value) element.value = value;
    },
  };
}

export interface TimeField {
  readonly element: HTMLElement;
  /** Shows a moment in local time. `iso` is in UTC, or empty. */
  set(iso: string): void;
}

/** Creates a field for a date with time. `onChange` receives the moment as ISO 8601 in UTC, or an empty text. */
export function timeField(label: string, onChange: (iso: string) => void): TimeField {
  const element = Object.assign(document.createElement('input'), { type: 'datetime-local' });
  element.setAttribute('aria-label', label);
  const moment = () => (element.value === '' ? '' : new Date(element.value).toISOString());
  element.addEventListener('input', () => onChange(moment()));
  return {
    element,
    set(iso) {
      if (iso !== moment()) element.value = iso === '' ? '' : localText(new Date(iso));
    },
  };
}

/** Returns `YYYY-MM-DDTHH:MM` in local time. */
function localText(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

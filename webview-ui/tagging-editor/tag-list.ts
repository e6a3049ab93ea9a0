import * as l10n from '@vscode/l10n';
import type { OfferedTag } from '../../protocol/webview/tagging-editor.ts';
import { button, type Checkbox, checkbox, textField } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';

/** The pattern of tags. Repeated from `protocol/ids.ts`, from which webviews import only types. */
const TAG = /^[a-z0-9._-]{1,64}$/;

/** A list of checkboxes for tags. The text field filters the list and adds new tags. */
export class TagList {
  readonly element: HTMLElement;
  readonly #list = element('ul', { 'aria-label': l10n.t('Tags') });
  readonly #boxes = new Map<string, Checkbox>();
  readonly #field = textField(
    l10n.t('Find or add a tag'),
    l10n.t('Find or add a tag'),
    () => this.#narrow(),
    () => this.#addTyped(),
  );
  readonly #add = button(l10n.t('Add Tag'), 'secondary', () => this.#addTyped());
  readonly #onChange: (tags: string[]) => void;
  #offered: readonly OfferedTag[] = [];
  #chosen: readonly string[] = [];

  constructor(onChange: (tags: string[]) => void) {
    this.#onChange = onChange;
    this.element = element(
      'div',
      {},
      element('div', { class: 'row' }, this.#field.element, this.#add.element),
      this.#list,
    );
  }

  show(offered: readonly OfferedTag[], chosen: readonly string[]): void {
    const unknown = chosen.filter((tag) => !offered.some((it) => it.tag === tag));
    this.#offered = [...offered, ...unknown.map((tag) => ({ tag, runners: 0, healthy: 0 }))];
    this.#chosen = chosen;
    const order = this.#offered.map((it) => it.tag);
    if (order.join() !== [...this.#boxes.keys()].join()) this.#rebuild(order);
    for (const it of this.#offered) this.#boxes.get(it.tag)?.set(chosen.includes(it.tag), describe(it));
    this.#narrow();
  }

  #rebuild(order: readonly string[]): void {
    this.#boxes.clear();
    for (const tag of order) {
      this.#boxes.set(
        tag,
        checkbox(tag, false, (checked) => this.#toggle(tag, checked)),
      );
    }
    this.#list.replaceChildren(...[...this.#boxes.values()].map((box) => element('li', {}, box.element)));
  }

  #toggle(tag: string, checked: boolean): void {
    const others = this.#chosen.filter((it) => it !== tag);
    this.#onChange(checked ? [...others, tag] : [...others]);
  }

  #addTyped(): void {
    const tag = this.#typed();
    if (!TAG.test(tag)) return;
    this.#field.clear();
    this.#toggle(tag, true);
  }

  #typed(): string {
    return this.#field.value().trim().toLowerCase();
  }

  #narrow(): void {
    const typed = this.#typed();
    for (const [tag, box] of this.#boxes) {
      const row = box.element.parentElement;
      if (row !== null) row.hidden = !tag.includes(typed);
    }
    this.#add.setEnabled(TAG.test(typed) && !this.#chosen.includes(typed));
  }
}

function describe({ tag, runners, healthy }: OfferedTag): string {
  if (runners === 0) return l10n.t('{0} (no runner)', tag);
  return runners === 1
    ? l10n.t('{0} ({1} runner, {2} healthy)', tag, runners, healthy)
    : l10n.t('{0} ({1} runners, {2} healthy)', tag, runners, healthy);
}

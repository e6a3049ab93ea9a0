import * as l10n from '@vscode/l10n';
import type { TaggingCommand, TaggingState, TagSelection } from '../../protocol/webview/tagging-editor.ts';
import { button, radioGroup } from '../ui/controls.ts';
import { element } from '../ui/dom.ts';
import { FilterField } from './filter-field.ts';
import { MatchingRunners } from './matching-runners.ts';
import { TagList } from './tag-list.ts';

/** The page of the tagging editor: where the job runs, its tags, and the runners that match now. */
export class TaggingEditor {
  readonly element: HTMLElement;
  readonly #title = element('h1');
  readonly #where = radioGroup(
    l10n.t('Where it runs'),
    [
      { value: 'tags', label: l10n.t('On runners with tags') },
      { value: 'filter', label: l10n.t('On runners that a filter selects') },
      { value: 'local', label: l10n.t('On the Local Runner') },
    ],
    (where) => this.#select({ where }),
  );
  readonly #match = radioGroup(
    l10n.t('Which runners match'),
    [
      { value: 'all', label: l10n.t('Runners with all of these tags') },
      { value: 'any', label: l10n.t('Runners with any of these tags') },
    ],
    (match) => this.#select({ match }),
  );
  readonly #tags = new TagList((tags) => this.#select({ tags }));
  readonly #tagging = element('section', { class: 'tagging' });
  readonly #filter = new FilterField((filter) => this.#select({ filter }));
  readonly #filtering = element('section', { class: 'filtering' });
  readonly #matching = new MatchingRunners();
  readonly #notice = element('p', { role: 'status', 'aria-live': 'polite' });
  readonly #save = button(l10n.t('Save'), 'primary', () => this.#post({ type: 'save' }));
  readonly #revert = button(l10n.t('Revert'), 'secondary', () => this.#post({ type: 'revert' }));
  readonly #openYaml = button(l10n.t('Edit as YAML'), 'secondary', () => this.#post({ type: 'openYaml' }));
  readonly #post: (command: TaggingCommand) => void;
  #selection: TagSelection = { where: 'local', match: 'all', tags: [] };

  constructor(post: (command: TaggingCommand) => void) {
    this.#post = post;
    this.#tagging.append(element('h2', {}, l10n.t('Tags')), this.#tags.element, this.#match.element);
    this.#filtering.append(element('h2', {}, l10n.t('Filter')), this.#filter.element);
    this.element = element(
      'main',
      {},
      this.#title,
      element('section', {}, element('h2', {}, l10n.t('Where it runs')), this.#where.element),
      this.#tagging,
      this.#filtering,
      element('section', {}, element('h2', {}, l10n.t('Runners that match')), this.#matching.element),
      element('footer', {}, this.#save.element, this.#revert.element, this.#openYaml.element, this.#notice),
    );
    this.element.hidden = true;
  }

  show(state: TaggingState): void {
    const { job, selection } = state;
    this.#selection = selection;
    this.#title.replaceChildren(
      job.group === '' ? job.name : `${job.group}/${job.name}`,
      element('small', {}, l10n.t('project {0}', job.project)),
    );
    this.#where.set(selection.where);
    this.#match.set(selection.match);
    this.#tagging.hidden = selection.where !== 'tags';
    this.#filtering.hidden = selection.where !== 'filter';
    this.#filter.show(selection.filter ?? '');
    this.#tags.show(state.offered, selection.tags);
    this.#matching.show(state.matching, state.explanation);
    this.#save.setEnabled(state.savable);
    this.#revert.setEnabled(state.changed && !state.saving);
    this.#notice.textContent = state.notice?.text ?? '';
    this.#notice.className = state.notice?.kind ?? '';
    this.element.hidden = false;
  }

  #select(change: Partial<TagSelection>): void {
    this.#selection = { ...this.#selection, ...change };
    this.#post({ type: 'select', selection: this.#selection });
  }
}

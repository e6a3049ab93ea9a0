import * as l10n from '@vscode/l10n';
import {
  type GridCell,
  type GridRow,
  type GridStep,
  MOST_VISIBLE_ROWS,
} from '../../protocol/webview/execution-panel.ts';
import { element } from '../ui/dom.ts';

/** Rows that are requested above and below the visible ones, so that slow scrolling shows no gaps. */
const MARGIN_ROWS = 10;

interface StepGridNeeds {
  readonly onScroll: (first: number, count: number) => void;
  readonly onOpen: (stepctx: string, node: string) => void;
}

/**
 * A grid with a row for each node and a column for each step. Only the rows near the visible part exist; spacers take
 * the place of the others. The arrow keys, Home, End, Page Up and Page Down move between cells, and Enter opens one.
 */
export class StepGrid {
  readonly element = element('div', { class: 'grid' });
  readonly #needs: StepGridNeeds;
  readonly #head = element('tr', { role: 'row', 'aria-rowindex': '1' });
  readonly #above = element('tr', { 'aria-hidden': 'true' }, element('td'));
  readonly #below = element('tr', { 'aria-hidden': 'true' }, element('td'));
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #table: HTMLElement;
  #columns = 0;
  #total = 0;
  #first = 0;
  #rows: readonly GridRow[] = [];
  #requested = '';
  /** The cell that Tab focuses. The arrow keys move it. */
  #current = { row: 0, column: 0 };

  constructor(needs: StepGridNeeds) {
    this.#needs = needs;
    this.#table = element(
      'table',
      { role: 'grid', 'aria-label': l10n.t('Steps on nodes'), 'aria-readonly': 'true' },
      element('thead', { role: 'rowgroup' }, this.#head),
      this.#body,
    );
    this.element.append(this.#table);
    this.element.addEventListener('scroll', () => this.requestRows(), { passive: true });
    new ResizeObserver(() => this.requestRows()).observe(this.element);
    this.#body.addEventListener('keydown', (event) => this.#move(event));
    this.#body.addEventListener('click', ({ target }) => this.#open(target));
  }

  showSteps(steps: readonly GridStep[]): void {
    this.#columns = steps.length;
    this.#table.setAttribute('aria-colcount', String(steps.length + 1));
    this.#head.replaceChildren(
      element('th', { role: 'columnheader', scope: 'col' }, l10n.t('Node')),
      ...steps.map(({ place, label, state, text }) =>
        element(
          'th',
          { role: 'columnheader', scope: 'col', title: `${place} ${label}: ${text}` },
          element('span', { class: 'step' }, `${place} ${label}`),
          element('span', { class: `state ${state}` }, text),
        ),
      ),
    );
  }

  showTotal(total: number): void {
    this.#total = total;
    this.#table.setAttribute('aria-rowcount', String(total + 1));
    this.element.hidden = total === 0;
    this.#space();
    this.requestRows();
  }

  showRows(first: number, rows: readonly GridRow[]): void {
    const hadFocus = this.#body.contains(document.activeElement);
    this.#first = first;
    this.#rows = rows;
    this.#body.replaceChildren(
      this.#above,
      ...rows.map((row, index) => this.#row(row, first + index)),
      this.#below,
    );
    this.#space();
    if (hadFocus) this.#focus();
    this.requestRows();
  }

  requestRows(): void {
    const height = this.#rowHeight();
    const top = Math.max(0, Math.floor(this.element.scrollTop / height) - MARGIN_ROWS);
    const count = Math.min(
      MOST_VISIBLE_ROWS,
      Math.ceil(this.element.clientHeight / height) + 2 * MARGIN_ROWS,
    );
    if (this.#requested === `${top} ${count}`) return;
    this.#requested = `${top} ${count}`;
    this.#needs.onScroll(top, count);
  }

  #row({ node, state, cells }: GridRow, index: number): HTMLElement {
    return element(
      'tr',
      { role: 'row', 'aria-rowindex': String(index + 2) },
      element('th', { role: 'rowheader', scope: 'row', class: `state ${state}`, title: node }, node),
      ...cells.map((cell, column) => this.#cell(cell, index, column)),
    );
  }

  #cell(cell: GridCell | null, row: number, column: number): HTMLElement {
    const isCurrent = row === this.#current.row && column === this.#current.column;
    const place = { 'data-row': String(row), 'data-column': String(column) };
    const tabindex = isCurrent ? '0' : '-1';
    if (cell === null)
      return element('td', {
        role: 'gridcell',
        tabindex,
        ...place,
        'aria-label': l10n.t('does not run here'),
      });
    return element(
      'td',
      {
        role: 'gridcell',
        tabindex,
        ...place,
        class: `state ${cell.state}`,
        title: cell.label,
        'aria-label': cell.label,
      },
      cell.text,
    );
  }

  /** Sets the heights of the spacers that take the place of the rows above and below the rendered ones. */
  #space(): void {
    const height = this.#rowHeight();
    const below = Math.max(0, this.#total - this.#first - this.#rows.length);
    this.#above.style.height = `${Math.min(this.#first, this.#total) * height}px`;
    this.#below.style.height = `${below * height}px`;
  }

  #rowHeight(): number {
    const row = this.#body.querySelector('tr[role=row]');
    return row === null ? 26 : Math.max(1, row.getBoundingClientRect().height);
  }

  #move(event: KeyboardEvent): void {
    const { row, column } = this.#current;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight()) - 2);
    const moves: Readonly<Record<string, { readonly row: number; readonly column: number }>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      PageUp: { row: row - page, column },
      PageDown: { row: row + page, column },
      Home: { row: event.ctrlKey ? 0 : row, column: 0 },
      End: { row: event.ctrlKey ? this.#total - 1 : row, column: this.#columns - 1 },
    };
    const next = moves[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.#open(event.target);
    else if (next === undefined) return;
    else this.#goTo(next);
    event.preventDefault();
  }

  #goTo({ row, column }: { readonly row: number; readonly column: number }): void {
    this.#cellAt(this.#current)?.setAttribute('tabindex', '-1');
    this.#current = {
      row: Math.min(this.#total - 1, Math.max(0, row)),
      column: Math.min(this.#columns - 1, Math.max(0, column)),
    };
    if (this.#cellAt(this.#current) === null) {
      // The row does not exist yet: `showRows` moves the focus once it does.
      this.element.scrollTop = this.#current.row * this.#rowHeight();
      this.requestRows();
      return;
    }
    this.#focus();
  }

  #focus(): void {
    const cell = this.#cellAt(this.#current) ?? this.#body.querySelector<HTMLElement>('td[data-row]');
    if (cell === null) return;
    cell.setAttribute('tabindex', '0');
    cell.focus({ preventScroll: false });
  }

  #cellAt({ row, column }: { readonly row: number; readonly column: number }): HTMLElement | null {
    return this.#body.querySelector(`td[data-row="${row}"][data-column="${column}"]`);
  }

  #open(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    const place = target.closest<HTMLElement>('td[data-row]')?.dataset;
    if (place === undefined) return;
    const row = this.#rows[Number(place['row']) - this.#first];
    const cell = row?.cells[Number(place['column'])];
    this.#current = { row: Number(place['row']), column: Number(place['column']) };
    if (row !== undefined && cell !== null && cell !== undefined) this.#needs.onOpen(cell.stepctx, row.node);
  }
}

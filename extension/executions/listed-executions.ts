import type { Client } from '../../protocol/client/client.ts';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import {
  type ExecutionRowFilter,
  isFiltered,
  matchesFilter,
  NO_FILTER,
} from '../arrangement/execution-filter.ts';
import { EMPTY_MODEL, type Model } from '../model/model.ts';

const PAGE = 100;
/** Maximum number of pages that one call reads if none contains a match. */
const MOST_PAGES = 10;

/** The API call that reads older executions. */
export type ListCalls = Pick<Client, 'listExecutions'>;

export interface ListedExecutionsNeeds {
  /** Returns the current client. Undefined while there is no connection. */
  readonly client: () => ListCalls | undefined;
  readonly saveFilter: (filter: ExecutionRowFilter) => void;
  readonly onChanged: () => void;
}

/** The rows of the Executions view. */
export interface ExecutionsList {
  readonly filter: ExecutionRowFilter;
  /** Newest first. */
  readonly executions: readonly Execution[];
  /** Whether the coordinator may have older executions. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
}

/** The older executions that were loaded, which follow those of the model. */
interface OlderExecutions {
  readonly executions: ReadonlyMap<ExecutionId, Execution>;
  /**
   * The next page begins before this execution. Undefined until the first page was read; that page begins before the
   * model's oldest.
   */
  readonly before: ExecutionId | undefined;
  readonly hasMore: boolean;
}

const NOTHING_READ: OlderExecutions = { executions: new Map(), before: undefined, hasMore: true };

/** Selects the executions that the view shows: those of the model, and older ones that are read page by page. */
export class ListedExecutions {
  readonly #needs: ListedExecutionsNeeds;
  #filter: ExecutionRowFilter = NO_FILTER;
  #model: Model = EMPTY_MODEL;
  #older = NOTHING_READ;
  #loading: Promise<void> | undefined;
  #listed: { readonly basis: readonly unknown[]; readonly list: ExecutionsList } | undefined;

  constructor(needs: ListedExecutionsNeeds) {
    this.#needs = needs;
  }

  get filter(): ExecutionRowFilter {
    return this.#filter;
  }

  /** The same object until the list changes. */
  get list(): ExecutionsList {
    const { executions, hasOlderExecutions } = this.#model;
    const basis = [executions, hasOlderExecutions, this.#older, this.#filter, this.#loading];
    if (this.#listed === undefined || basis.some((it, index) => it !== this.#listed?.basis[index]))
      this.#listed = { basis, list: this.#select() };
    return this.#listed.list;
  }

  #select(): ExecutionsList {
    const { executions, hasMore, before } = this.#older;
    const recent = this.#model.executions;
    const known = new Set(recent.map(({ id }) => id));
    const older = [...executions.values()].filter(({ id }) => !known.has(id));
    const all = older.length === 0 ? recent : [...recent, ...older].toSorted((a, b) => b.id - a.id);
    return {
      filter: this.#filter,
      executions: all.filter((execution) => matchesFilter(this.#filter, execution)),
      hasMore: before === undefined ? this.#model.hasOlderExecutions : hasMore,
      isLoading: this.#loading !== undefined,
    };
  }

  /** Returns an older execution if it was loaded. */
  find(id: ExecutionId): Execution | undefined {
    return this.#older.executions.get(id);
  }

  /**
   * Applies a new model. While older executions are shown, executions that leave the model stay in the list, so that
   * the list has no gap. Deleted executions are removed.
   */
  follow(model: Model): void {
    if (model.deletedExecutions !== this.#model.deletedExecutions) this.#drop(model.deletedExecutions);
    const left = this.#model.executions;
    this.#model = model;
    if (left === model.executions || this.#older.before === undefined) return;
    const known = new Set(model.executions.map(({ id }) => id));
    const fallen = left.filter(({ id }) => !known.has(id));
    // If the two models have no execution in common, there may be a gap between them.
    this.#older =
      fallen.length === left.length
        ? NOTHING_READ
        : { ...this.#older, executions: withAll(this.#older.executions, fallen) };
  }

  #drop(ids: readonly ExecutionId[]): void {
    const deleted = new Set(ids);
    const { executions } = this.#older;
    const kept = [...executions].filter(([id]) => !deleted.has(id));
    if (kept.length < executions.size) this.#older = { ...this.#older, executions: new Map(kept) };
    this.#model = {
      ...this.#model,
      executions: this.#model.executions.filter(({ id }) => !deleted.has(id)),
    };
  }

  /** Applies a filter without storing it. Drops the older executions, which were read for the previous filter. */
  restore(filter: ExecutionRowFilter): void {
    // A new object, so that a page that is still being read for the previous filter is recognised and dropped.
    this.#filter = { ...filter };
    this.#older = NOTHING_READ;
    this.#loading = undefined;
  }

  /** Changes and stores the filter. Reads further executions if the model contains no match. */
  async setFilter(filter: ExecutionRowFilter): Promise<void> {
    this.restore(filter);
    this.#needs.saveFilter(filter);
    this.#needs.onChanged();
    if (isFiltered(filter) && this.list.hasMore && this.#needs.client() !== undefined) await this.loadMore();
  }

  /**
   * Reads up to 10 pages of older executions, until one matches the filter. Throws `not-connected` and the errors of
   * the call.
   */
  async loadMore(): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const loading = this.#load(this.#filter).finally(() => {
      if (this.#loading !== loading) return;
      this.#loading = undefined;
      this.#needs.onChanged();
    });
    this.#loading = loading;
    this.#needs.onChanged();
    await loading;
  }

  async #load(filter: ExecutionRowFilter): Promise<void> {
    const client = this.#needs.client();
    if (client === undefined) throw new OutrunnerError('not-connected');
    for (let page = 0; page < MOST_PAGES && this.list.hasMore; page += 1) {
      const before = this.#older.before ?? oldestOf(this.#model.executions);
      const { executions } = await client.listExecutions({
        query: {
          max: String(PAGE),
          ...(before === undefined ? {} : { before: String(before) }),
          ...(filter.job === undefined ? {} : { job: filter.job.id }),
          ...(filter.status === undefined ? {} : { status: filter.status }),
        },
      });
      if (filter !== this.#filter) return;
      this.#older = {
        executions: withAll(this.#older.executions, executions),
        before: executions.at(-1)?.id ?? before,
        hasMore: executions.length === PAGE,
      };
      if (executions.some((execution) => matchesFilter(filter, execution))) return;
    }
  }
}

/**
 * Returns the oldest ended execution of the model. The model contains all newer executions, but may lack older ones
 * that have not ended.
 */
function oldestOf(executions: readonly Execution[]): ExecutionId | undefined {
  return (executions.findLast(({ status }) => !isOpenStatus(status)) ?? executions.at(-1))?.id;
}

function withAll(
  known: ReadonlyMap<ExecutionId, Execution>,
  more: readonly Execution[],
): ReadonlyMap<ExecutionId, Execution> {
  return new Map([...known, ...more.map((execution) => [execution.id, execution] as const)]);
}

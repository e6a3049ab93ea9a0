import type { ArrangedRowsControl } from '../commands/command.ts';
import type { Model } from '../model/model.ts';
import { placeOfRunner } from '../runners/runner-arrangement.ts';
import { RowLimits } from '../view-state/row-limits.ts';
import type { ShownRows } from '../view-state/shown-rows.ts';
import { ViewStates, type WorkspaceStorage } from '../view-state/view-states.ts';

/** Determines which rows of the model the trees show, from the arrangement of the views and the limits of lists. */
export class TreeArrangement implements ArrangedRowsControl {
  readonly states: ViewStates;
  readonly #limits = new RowLimits();
  readonly #onChanged: () => void;

  constructor(storage: WorkspaceStorage, onChanged: () => void) {
    this.#onChanged = onChanged;
    this.states = new ViewStates(storage, onChanged);
  }

  get shown(): ShownRows {
    return { state: this.states.current, limitOf: this.#limits.limitOf };
  }

  showMore = (list: string): void => {
    this.#limits.showMore(list);
    this.#onChanged();
  };

  /** Shows enough rows to include a runner, unless the filter hides it. */
  showRunner({ runners }: Model, runnerId: string): void {
    const place = placeOfRunner(runners, this.states.current, runnerId);
    if (place === undefined) return;
    this.#limits.showAtLeast(place.list, place.position);
    this.#onChanged();
  }
}

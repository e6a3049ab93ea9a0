import { DEFAULT_VIEW_STATE, type ViewState } from './view-state.ts';

/** The selection of rows in the trees: the arrangement of the views, and the numbers of rows of lists. */
export interface ShownRows {
  readonly state: ViewState;
  readonly limitOf: (list: string) => number;
}

/** Every row, in the default order. */
export const ALL_ROWS: ShownRows = {
  state: DEFAULT_VIEW_STATE,
  limitOf: () => Number.POSITIVE_INFINITY,
};

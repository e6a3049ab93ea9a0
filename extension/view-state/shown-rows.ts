import { DEFAULT_VIEW_STATE, type ViewState } from './view-state.ts';

/** Which rows the trees show: the arrangement of the views, and the maximum number of rows of each list. */
export interface ShownRows {
  readonly state: ViewState;
  readonly limitOf: (list: string) => number;
}

/** Every row, in the default order. */
export const ALL_ROWS: ShownRows = {
  state: DEFAULT_VIEW_STATE,
  limitOf: () => Number.POSITIVE_INFINITY,
};

import assert from 'node:assert/strict';
import { DEFAULT_VIEW_STATE, ViewState } from '../view-state/view-state.ts';
import { type ArrangedView, arrangementText, viewChoices } from './view-choices.ts';

const VIEWS: readonly ArrangedView[] = ['runners', 'tags', 'jobs', 'executions', 'keys'];

describe('the choices of orders and groupings', () => {
  it('begin with the default, and are all accepted by the schema of the stored state', () => {
    for (const view of VIEWS) {
      const { sorts, groups } = viewChoices(view);
      for (const [key, choices] of Object.entries({ sort: sorts, group: groups })) {
        if (choices.length > 0) assert.equal(choices[0]?.value, undefined);
        for (const { value } of choices) {
          const state = ViewState.parse({ ...DEFAULT_VIEW_STATE, [view]: { [key]: value } });
          assert.deepEqual(
            Object.values(state[view]).filter((it) => it !== undefined),
            value ? [value] : [],
          );
        }
      }
    }
  });

  it('describe every choice that differs from the default', () => {
    for (const view of VIEWS)
      for (const { value, text } of [...viewChoices(view).sorts, ...viewChoices(view).groups])
        assert.equal(text === '', value === undefined, `${view} ${value}`);
  });
});

describe('arrangementText', () => {
  it('shows the filter, then the grouping, then the order', () => {
    assert.equal(arrangementText('runners', { filter: 'web', group: 'health' }), 'filter: web · by health');
    assert.equal(
      arrangementText('jobs', { sort: 'changed', group: 'flat' }),
      'without groups · sorted by last change',
    );
    assert.equal(arrangementText('keys', {}), '');
  });
});

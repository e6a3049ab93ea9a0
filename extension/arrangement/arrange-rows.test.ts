import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ArrangementRules, arrangeRows } from './arrange-rows.ts';

interface Item {
  readonly id: number;
  readonly weight: number;
  readonly groups: readonly string[];
  readonly isShown: boolean;
  readonly isPinned: boolean;
}

const items = fc
  .array(
    fc.record({
      weight: fc.nat(3),
      groups: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
      isShown: fc.boolean(),
      isPinned: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((list) => list.map((item, id): Item => ({ ...item, id })));

const RULES: ArrangementRules<Item> = {
  isShown: ({ isShown }) => isShown,
  isPinned: ({ isPinned }) => isPinned,
  compare: (a, b) => a.weight - b.weight,
};
const GROUPED: ArrangementRules<Item> = {
  ...RULES,
  groupsOf: ({ groups }) => groups,
  compareGroups: (a, b) => (a < b ? -1 : 1),
};
const idsOf = (list: readonly Item[]): readonly number[] => list.map(({ id }) => id);
const sorted = (list: readonly number[]): readonly number[] => list.toSorted((a, b) => a - b);

/** Whether items are ordered by weight, and items of the same weight by their position in the original list. */
const isStable = (list: readonly Item[]): boolean =>
  list.every((item, index) => {
    const next = list[index + 1];
    return (
      next === undefined || item.weight < next.weight || (item.weight === next.weight && item.id < next.id)
    );
  });

describe('arrangeRows', () => {
  it('shows each selected item exactly once without groups', () => {
    fc.assert(
      fc.property(items, (all) => {
        const { pinned, items: others, groups } = arrangeRows(all, RULES);
        assert.deepEqual(groups, []);
        assert.deepEqual(sorted(idsOf([...pinned, ...others])), idsOf(all.filter(({ isShown }) => isShown)));
        assert.ok(pinned.every(({ isPinned }) => isPinned) && others.every(({ isPinned }) => !isPinned));
      }),
    );
  });

  it('shows each selected item once as pinned, or once in each of its groups', () => {
    fc.assert(
      fc.property(items, (all) => {
        const { pinned, items: others, groups } = arrangeRows(all, GROUPED);
        assert.deepEqual(others, []);
        assert.deepEqual(
          sorted(idsOf(pinned)),
          idsOf(all.filter(({ isShown, isPinned }) => isShown && isPinned)),
        );
        for (const name of ['a', 'b', 'c']) {
          const members = groups.filter((group) => group.name === name).flatMap((group) => group.items);
          const expected = all.filter((it) => it.isShown && !it.isPinned && it.groups.includes(name));
          assert.deepEqual(sorted(idsOf(members)), idsOf(expected));
        }
        const names = groups.map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)].toSorted());
        assert.ok(groups.every((group) => group.items.length > 0));
      }),
    );
  });

  it('keeps the order of items that compare equal', () => {
    fc.assert(
      fc.property(items, (all) => {
        const { pinned, items: others } = arrangeRows(all, RULES);
        assert.ok(isStable(pinned) && isStable(others));
        for (const group of arrangeRows(all, GROUPED).groups) assert.ok(isStable(group.items));
      }),
    );
  });

  it('keeps items in list order and groups in the order of their first items if the rules contain no order', () => {
    const item = (id: number, ...groups: string[]): Item => ({
      id,
      weight: -id,
      groups,
      isShown: true,
      isPinned: false,
    });
    const all = [item(1, 'b'), item(2, 'a', 'b'), item(3, 'a')];
    const { compare: _, ...unordered } = RULES;
    assert.deepEqual(idsOf(arrangeRows(all, unordered).items), [1, 2, 3]);
    const { groups } = arrangeRows(all, { ...unordered, groupsOf: (it) => it.groups });
    assert.deepEqual(
      groups.map((group) => [group.name, idsOf(group.items)]),
      [
        ['b', [1, 2]],
        ['a', [2, 3]],
      ],
    );
  });
});

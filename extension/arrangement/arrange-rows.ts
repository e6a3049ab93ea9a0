/** How a view selects, orders and groups its items. */
export interface ArrangementRules<T> {
  /** Whether the filter selects an item. */
  readonly isShown: (item: T) => boolean;
  /** Whether the user pinned an item to the top. */
  readonly isPinned: (item: T) => boolean;
  /** Order of the items. Items that compare equal keep their order. Absent: the order of the list. */
  readonly compare?: ((a: T, b: T) => number) | undefined;
  /** The groups of an item, at least one. Absent: the view has no groups. */
  readonly groupsOf?: ((item: T) => readonly string[]) | undefined;
  /** Order of the groups. Absent: the order in which their first items appear. */
  readonly compareGroups?: ((a: string, b: string) => number) | undefined;
}

export interface ArrangedGroup<T> {
  readonly name: string;
  readonly items: readonly T[];
}

/**
 * The items that a view shows. Without groups, each selected item is either in `pinned` or in `items`. With groups, it is
 * either in `pinned` or once in each of its groups, and `items` is empty.
 */
export interface ArrangedRows<T> {
  readonly pinned: readonly T[];
  readonly items: readonly T[];
  readonly groups: readonly ArrangedGroup<T>[];
}

/** Selects, orders and groups items. The result contains every item that the filter selects. */
export function arrangeRows<T>(all: readonly T[], rules: ArrangementRules<T>): ArrangedRows<T> {
  const shown = all.filter(rules.isShown);
  const ordered = rules.compare === undefined ? shown : shown.toSorted(rules.compare);
  const pinned = ordered.filter(rules.isPinned);
  const others = pinned.length === 0 ? ordered : ordered.filter((item) => !rules.isPinned(item));
  const { groupsOf, compareGroups } = rules;
  if (groupsOf === undefined) return { pinned, items: others, groups: [] };
  const members = new Map<string, T[]>();
  for (const item of others)
    for (const name of new Set(groupsOf(item))) {
      const items = members.get(name);
      if (items === undefined) members.set(name, [item]);
      else items.push(item);
    }
  const groups = Array.from(members, ([name, items]) => ({ name, items }));
  return {
    pinned,
    items: [],
    groups: compareGroups === undefined ? groups : groups.toSorted((a, b) => compareGroups(a.name, b.name)),
  };
}

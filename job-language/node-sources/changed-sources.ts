import { changedSelector, type SelectorChange } from '../tags/changed-selector.ts';
import type { TagChange } from '../tags/tag-change.ts';
import { configuredSources } from './configured-sources.ts';

/** A source of a project whose runners are named by tags that change. */
export interface ChangedSource {
  /** N of `resources.source.N`. */
  readonly number: number;
  /** The filter of its runners as it is written. */
  readonly before: string;
  readonly change: Exclude<SelectorChange, { kind: 'same' }>;
}

type Properties = Readonly<Record<string, string>>;

/** The sources of a project's configuration that a change of tags is about, by their numbers. */
export function changedSources(config: Properties, change: TagChange): ChangedSource[] {
  return configuredSources(config).flatMap(({ number, selector }) => {
    const before = config[filterKey(number)];
    const changed = changedSelector(selector, change);
    return before === undefined || changed.kind === 'same' ? [] : [{ number, before, change: changed }];
  });
}

/** The configuration with the filters of those sources that can follow. */
export function withSourceFilters(
  config: Properties,
  sources: readonly ChangedSource[],
): Record<string, string> {
  const filters = sources.flatMap(({ number, change }) =>
    change.kind === 'changed' ? [[filterKey(number), change.filter] as const] : [],
  );
  return { ...config, ...Object.fromEntries(filters) };
}

function filterKey(number: number): string {
  return `resources.source.${number}.runner.filter`;
}

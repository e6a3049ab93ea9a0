import { changedSelector, type SelectorChange } from '../tags/changed-selector.ts';
import type { TagChange } from '../tags/tag-change.ts';
import { configuredSources } from './configured-sources.ts';

/** A source whose runner tags change. */
export interface ChangedSource {
  /** N of `resources.source.N`. */
  readonly number: number;
  /** The runner filter as written. */
  readonly before: string;
  readonly change: Exclude<SelectorChange, { kind: 'same' }>;
}

type Properties = Readonly<Record<string, string>>;

/** Returns the sources of a project's configuration that a change of tags affects, by number. */
export function changedSources(config: Properties, change: TagChange): ChangedSource[] {
  return configuredSources(config).flatMap(({ number, selector }) => {
    const before = config[filterKey(number)];
    const changed = changedSelector(selector, change);
    return before === undefined || changed.kind === 'same' ? [] : [{ number, before, change: changed }];
  });
}

/** Returns the configuration with the changed filters. */
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

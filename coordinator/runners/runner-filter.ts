import type { Runner } from '../../protocol/entities/runner.ts';
import type { RunnerQueryValues } from '../../protocol/routes/runner-query.ts';
import type { RunnerListEntry } from '../../protocol/routes/shapes/runner-shapes.ts';

/** Returns whether a runner matches all filters of a query. */
export function matchesRunnerQuery(
  { local }: Pick<Runner, 'local'>,
  entry: Pick<RunnerListEntry, 'id' | 'name' | 'description' | 'status' | 'tagNames'>,
  { tags = '', localOnly, filter = '', status }: RunnerQueryValues,
): boolean {
  const wanted = tags
    .split(',')
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== '');
  const has = new Set<string>(entry.tagNames);
  const part = filter.toLowerCase();
  return (
    wanted.every((tag) => has.has(tag)) &&
    (localOnly !== true || local) &&
    (status === undefined || entry.status === status) &&
    [entry.id, entry.name, entry.description].some((text) => text.toLowerCase().includes(part))
  );
}

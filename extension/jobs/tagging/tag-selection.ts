import { isTyped } from '../../../job-language/runner-filter/parse-runner-filter.ts';
import { runnerFilterProblem } from '../../../job-language/runner-filter/runner-filter-problem.ts';
import { Tag } from '../../../protocol/ids.ts';
import type { JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { TagSelection } from '../../../protocol/webview/tagging-editor.ts';

/** Converts a job's runner selector to the state of the tagging editor. */
export function selectionOf(selector: JobSelector): TagSelection {
  switch (selector.mode) {
    case 'LOCAL':
      return { where: 'local', match: 'all', tags: [] };
    case 'TAGS':
      return { where: 'tags', match: selector.match, tags: [...selector.tags] };
    case 'FILTER':
      if (isTyped(selector.filter))
        return { where: 'filter', match: selector.match, tags: [], filter: selector.filter };
      return {
        where: 'tags',
        match: selector.match,
        tags: selector.filter.split(',').map((tag) => tag.trim()),
      };
  }
}

/**
 * Converts the editor's state to a runner selector. Tags that contain an expression such as `${option.region}` become a
 * filter.
 */
export function selectorOfSelection({
  where,
  match,
  tags,
  filter = '',
}: TagSelection): JobSelector | undefined {
  if (where === 'local') return { mode: 'LOCAL' };
  if (where === 'filter') return filter.trim() === '' ? undefined : { mode: 'FILTER', match, filter };
  if (tags.length === 0) return undefined;
  const plain = tags.flatMap((tag) => Tag.safeParse(tag).data ?? []);
  return plain.length === tags.length
    ? { mode: 'TAGS', match, tags: plain }
    : { mode: 'FILTER', match, filter: tags.join(',') };
}

/** Whether the selection can be saved. Without tags it cannot: the user must choose the Local Runner instead. */
export function isSavable(selection: TagSelection): boolean {
  const selector = selectorOfSelection(selection);
  if (selector === undefined) return false;
  if (selector.mode !== 'FILTER' || !isTyped(selector.filter)) return true;
  return runnerFilterProblem(selector.filter) === undefined;
}

export function sameSelection(a: TagSelection, b: TagSelection): boolean {
  if (a.where !== b.where) return false;
  if (a.where === 'filter') return a.filter === b.filter && a.match === b.match;
  return (
    a.where === 'local' || (a.match === b.match && a.tags.toSorted().join() === b.tags.toSorted().join())
  );
}

import { changedSources, withSourceFilters } from '../../job-language/node-sources/changed-sources.ts';
import { configuredSources } from '../../job-language/node-sources/configured-sources.ts';
import type { TagChange } from '../../job-language/tags/tag-change.ts';
import type { Project } from '../../protocol/entities/project.ts';
import { Tag } from '../../protocol/ids.ts';
import type { TagChangeResult, TagObstacle } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { Caller } from '../access/caller.ts';
import type { CoordinatorDraft, CoordinatorSnapshot } from '../store/definitions/coordinator-definitions.ts';

/**
 * Returns the tags in the runner filters of a project's sources. A tag occurs once for each source that contains it.
 */
export function sourceTags({ config }: Project): Tag[] {
  return configuredSources(config).flatMap(({ selector }) =>
    selector.tags.flatMap((text) => Tag.safeParse(text).data ?? []),
  );
}

/** Returns the sources that can be updated, with their filters before and after the change. */
export function sourcesAfter(
  definitions: Pick<CoordinatorSnapshot, 'values'>,
  change: TagChange,
): TagChangeResult['sources'] {
  return definitions.values('projects').flatMap((project) =>
    changedSources(project.config, change).flatMap(({ number, before, change: to }) => {
      if (to.kind !== 'changed') return [];
      return [{ project: project.name, number, filter: { before, after: to.filter } }];
    }),
  );
}

/**
 * Returns the sources that cannot be updated. Throws `forbidden` if the caller may not configure a project that
 * changes.
 */
export function sourceObstacles(
  caller: Caller,
  snapshot: CoordinatorSnapshot,
  change: TagChange,
): TagObstacle[] {
  return snapshot.values('projects').flatMap(({ name: project, config }) => {
    const sources = changedSources(config, change);
    if (sources.length > 0) caller.require({ resource: 'project', action: 'configure' }, { project });
    return sources.flatMap(({ number, change: to }) =>
      to.kind === 'blocked'
        ? [{ kind: 'source' as const, project, name: String(number), problem: to.problem }]
        : [],
    );
  });
}

/** Writes the changed filters into the configurations of their projects. */
export function putSources(draft: CoordinatorDraft, change: TagChange): TagChangeResult['sources'] {
  const after = sourcesAfter(draft, change);
  for (const name of new Set(after.map(({ project }) => project))) {
    const project = draft.get('projects', name);
    if (project === undefined) continue;
    const config = withSourceFilters(project.config, changedSources(project.config, change));
    draft.put('projects', name, { ...project, config });
  }
  return after;
}

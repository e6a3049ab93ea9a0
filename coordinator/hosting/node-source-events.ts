import { ProjectName } from '../../protocol/ids.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import type { ProjectInventories } from '../inventory/project-inventories.ts';
import { projectNodeSources } from '../services/node-source-overviews.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';

const CONFIGURE = { resource: 'project', action: 'configure' } as const;

export interface NodeSourceEventsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly inventories: ProjectInventories;
  readonly feed: ChangeFeed;
}

/** Publishes the sources of a project's nodes where one answers otherwise, or the project has others. Returns what ends it. */
export async function publishNodeSources(parts: NodeSourceEventsParts): Promise<() => void> {
  const { definitions, inventories, feed } = parts;
  let latest = await definitions.snapshot();
  const publish = (project: ProjectName): void => {
    if (latest.get('projects', project) === undefined) return;
    const of = projectNodeSources(inventories, latest, project);
    feed.publish({ type: 'node-sources-changed', of }, CONFIGURE, { project });
  };
  const stops = [
    definitions.subscribe(({ changed, snapshot }) => {
      latest = snapshot;
      const projects = changed.filter(
        ({ collection }) => collection === 'projects' || collection === 'inventories',
      );
      for (const key of new Set(projects.map((change) => change.key))) publish(ProjectName.parse(key));
    }),
    inventories.changes.add(publish),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

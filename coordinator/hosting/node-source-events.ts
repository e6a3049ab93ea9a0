import { ProjectName } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import { projectNodeSources } from '../nodes/node-source-overviews.ts';
import type { ProjectInventories } from '../nodes/project-inventories.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Log } from './lifecycle/log.ts';

const CONFIGURE = { resource: 'project', action: 'configure' } as const;

export interface NodeSourceEventsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly inventories: ProjectInventories;
  readonly feed: ChangeFeed;
  readonly log: Log;
}

/**
 * Publishes changes to the node sources of projects, and new results of these sources. Returns a function that stops
 * publishing.
 */
export async function publishNodeSources(parts: NodeSourceEventsParts): Promise<() => void> {
  const { definitions, inventories, feed, log } = parts;
  let latest = await definitions.snapshot();
  const changed = new Set<ProjectName>();
  let isPublishing = false;
  const publishChanged = async (): Promise<void> => {
    if (isPublishing) return;
    isPublishing = true;
    // A project that changes again in the meantime is published again afterwards.
    for (const project of changed) {
      changed.delete(project);
      if (latest.get('projects', project) === undefined) continue;
      try {
        const of = await projectNodeSources(inventories, latest, project);
        feed.publish({ type: 'node-sources-changed', of }, CONFIGURE, { project });
      } catch (error) {
        log.error({ project, problem: problemOf(error) }, 'changed node sources could not be published');
      }
    }
    isPublishing = false;
  };
  const publish = (project: ProjectName): void => {
    changed.add(project);
    void publishChanged();
  };
  const stops = [
    definitions.subscribe(({ changed: records, snapshot }) => {
      latest = snapshot;
      const projects = records.filter(
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

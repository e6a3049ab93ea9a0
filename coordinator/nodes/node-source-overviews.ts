import type { ProjectName } from '../../protocol/ids.ts';
import type { NodeSourceOverview, ProjectNodeSources } from '../../protocol/routes/shapes/node-shapes.ts';
import type { Caller } from '../access/caller.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import type { InventorySource, ProjectInventories } from './project-inventories.ts';

const CONFIGURE = { resource: 'project', action: 'configure' } as const;

/** Returns the last results of the sources of all projects that the caller may configure. */
export async function nodeSourceOverviews(
  caller: Caller,
  { definitions, inventories }: { definitions: CoordinatorDefinitions; inventories: ProjectInventories },
): Promise<ProjectNodeSources[]> {
  const snapshot = await definitions.snapshot();
  const projects = snapshot.values('projects').filter(({ name }) => caller.may(CONFIGURE, { project: name }));
  return Promise.all(projects.map(({ name }) => projectNodeSources(inventories, snapshot, name)));
}

export async function projectNodeSources(
  inventories: ProjectInventories,
  snapshot: CoordinatorSnapshot,
  project: ProjectName,
): Promise<ProjectNodeSources> {
  const sources = await inventories.overview(snapshot, project);
  return { project, sources: sources.map(overviewOf) };
}

function overviewOf({
  index,
  number,
  type,
  description,
  count,
  by,
  readAt,
  problem,
  stale,
  trust,
  dropped,
}: InventorySource): NodeSourceOverview {
  return {
    index,
    type,
    description,
    nodes: count,
    stale,
    ...trustView({ trust, dropped }),
    ...(number === undefined ? {} : { number }),
    ...(by === undefined ? {} : { readBy: by }),
    ...(readAt === undefined ? {} : { readAt: new Date(readAt).toISOString() }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Returns the trust of a source, and what was dropped from it, as the API presents them. */
export function trustView({
  trust,
  dropped,
}: Pick<InventorySource, 'trust' | 'dropped'>): Pick<NodeSourceOverview, 'trusted' | 'dropped'> {
  const { attributes, nodes } = dropped;
  const isEmpty = attributes.count === 0 && nodes.count === 0;
  return {
    trusted: trust !== 'untrusted',
    ...(isEmpty
      ? {}
      : {
          dropped: {
            attributes: { count: attributes.count, names: [...attributes.names] },
            nodes: { count: nodes.count, names: [...nodes.names] },
          },
        }),
  };
}

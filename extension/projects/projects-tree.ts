import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { NodeSourceOverview } from '../../protocol/routes/shapes/node-shapes.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobNode } from '../jobs/job-node.ts';
import { counted } from '../model/display-text.ts';
import type { Model, ProjectOverview } from '../model/model.ts';
import { nodeSourcesNode } from '../nodes/node-sources-node.ts';
import type { TreeNode } from '../tree/tree-node.ts';

/** Creates the Projects view: projects with their nested job groups, jobs and nodes. */
export function projectsTree(model: Model): readonly TreeNode[] {
  return model.projects.map((project) =>
    projectNode(
      project,
      model.jobs.filter((job) => job.project === project.name),
      ownValue(model.nodeSources, project.name) ?? [],
    ),
  );
}

function projectNode(
  project: ProjectOverview,
  jobs: readonly JobOverview[],
  sources: readonly NodeSourceOverview[],
): TreeNode {
  const id = `project:${project.name}`;
  const nodes = nodeSourcesNode(project.name, id, sources);
  return {
    id,
    label: project.name,
    description: counted(jobs.length, 'job'),
    ...(project.description === '' ? {} : { tooltip: project.description }),
    icon: { id: 'project' },
    kinds: [ITEM_KINDS.project],
    accessibleLabel: `Project ${project.name}, ${counted(jobs.length, 'job')}`,
    children: [
      ...groupNodes(id, project.name, '', jobs),
      ...jobs.filter((job) => job.group === '').map((job) => jobNode(job, id)),
      ...(nodes === undefined ? [] : [nodes]),
    ],
    initiallyExpanded: true,
    subject: { kind: 'project', project: project.name },
  };
}

/** Creates the rows of the groups directly below `parent`, which ends in `/` unless it is the root. */
function groupNodes(
  project: string,
  name: string,
  parent: string,
  jobs: readonly JobOverview[],
): readonly TreeNode[] {
  const groups = Map.groupBy(
    jobs.filter((job) => job.group.length > parent.length),
    (job) => job.group.slice(parent.length).split('/', 1).join(),
  );
  return [...groups].map(([label, within]) => {
    const group = `${parent}${label}`;
    const id = `${project}/group:${group}`;
    const own = within.filter((job) => job.group === group);
    return {
      id,
      label,
      icon: { id: 'folder' },
      kinds: [ITEM_KINDS.group],
      accessibleLabel: `Group ${group}, ${counted(within.length, 'job')}`,
      children: [
        ...groupNodes(project, name, `${group}/`, within),
        ...own.map((job) => jobNode(job, id, job.name)),
      ],
      initiallyExpanded: true,
      subject: { kind: 'project', project: name, isPart: true },
    };
  });
}

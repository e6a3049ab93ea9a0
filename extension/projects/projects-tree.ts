import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { NodeSourceOverview } from '../../protocol/routes/shapes/node-shapes.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobNode } from '../jobs/job-node.ts';
import { counted } from '../model/display-text.ts';
import type { Model, ProjectOverview } from '../model/model.ts';
import { nodeSourcesNode } from '../nodes/node-sources-node.ts';
import type { TreeNode } from '../tree/tree-node.ts';

/** Creates the Projects view: projects with their job groups (one level, such as `a/b`), jobs and nodes. */
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
  const groups = [...new Set(jobs.map((job) => job.group))].filter((group) => group !== '');
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
      ...groups.map((group) => groupNode(id, project.name, group, jobs)),
      ...jobs.filter((job) => job.group === '').map((job) => jobNode(job, id)),
      ...(nodes === undefined ? [] : [nodes]),
    ],
    initiallyExpanded: true,
    subject: { kind: 'project', project: project.name },
  };
}

function groupNode(below: string, project: string, group: string, jobs: readonly JobOverview[]): TreeNode {
  const id = `${below}/group:${group}`;
  const own = jobs.filter((job) => job.group === group);
  return {
    id,
    label: group,
    icon: { id: 'folder' },
    kinds: [ITEM_KINDS.group],
    accessibleLabel: `Group ${group}, ${counted(own.length, 'job')}`,
    children: own.map((job) => jobNode(job, id, job.name)),
    initiallyExpanded: true,
    subject: { kind: 'project', project },
  };
}

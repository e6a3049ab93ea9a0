import { isHealthy } from '../../job-language/runner-choice/health.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobNode } from '../jobs/job-node.ts';
import { counted } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { tagUses, untaggedJobs } from '../model/tag-uses.ts';
import { healthIcon, WARNING_ICON } from '../tree/status-icons.ts';
import type { NodeIcon, TreeNode } from '../tree/tree-node.ts';

/** Creates the Tags view: each tag with its runners and jobs, then tags without a runner, then untagged jobs. */
export function tagsTree(model: Model): readonly TreeNode[] {
  const uses = tagUses(model);
  const orphans = uses.filter((use) => use.runners.length === 0);
  const untagged = untaggedJobs(model);
  return [
    ...uses
      .filter((use) => use.runners.length > 0)
      .map((use) => tagNode(use.tag, use.runners, use.jobs, 'tag')),
    ...(orphans.length === 0 ? [] : [orphansNode(orphans)]),
    ...(untagged.length === 0 ? [] : [untaggedNode(untagged)]),
  ];
}

function tagNode(
  tag: string,
  runners: readonly RunnerOverview[],
  jobs: readonly JobOverview[],
  below: string,
): TreeNode {
  const healthy = runners.filter((runner) => isHealthy(runner.health)).length;
  const description =
    runners.length === 0
      ? `no runner · ${counted(jobs.length, 'job')}`
      : `${counted(runners.length, 'runner')}, ${healthy} healthy · ${counted(jobs.length, 'job')}`;
  return {
    id: `${below}:${tag}`,
    label: tag,
    description,
    icon: tagIcon(runners.length, healthy),
    kinds: [ITEM_KINDS.tag],
    accessibleLabel: `Tag ${tag}, ${description}`,
    children: [
      ...runners.map((runner) => runnerNode(runner, `${below}:${tag}`)),
      ...jobs.map((job) => jobNode(job, `${below}:${tag}`)),
    ],
    subject: { kind: 'tag', tag },
  };
}

/** Returns a coloured icon if the tag has no healthy runner, so that the problem is visible at a glance. */
function tagIcon(runners: number, healthy: number): NodeIcon {
  if (runners === 0) return WARNING_ICON;
  return healthy === 0 ? { id: 'tag', color: 'charts.yellow' } : { id: 'tag' };
}

function runnerNode(runner: RunnerOverview, below: string): TreeNode {
  return {
    id: `${below}/runner:${runner.id}`,
    label: runner.name,
    description: runner.health,
    icon: healthIcon(runner.health),
    kinds: [runner.local ? ITEM_KINDS.localRunner : ITEM_KINDS.runner],
    accessibleLabel: `Runner ${runner.name}, ${runner.health}`,
    subject: { kind: 'runner', runnerId: runner.id },
  };
}

function orphansNode(
  orphans: readonly { readonly tag: string; readonly jobs: readonly JobOverview[] }[],
): TreeNode {
  return {
    id: 'tags-without-runner',
    label: 'Tags without a Runner',
    description: String(orphans.length),
    icon: WARNING_ICON,
    kinds: [ITEM_KINDS.tagsWithoutRunner],
    accessibleLabel: `${counted(orphans.length, 'tag')} without a runner`,
    children: orphans.map((use) => tagNode(use.tag, [], use.jobs, 'orphan')),
    initiallyExpanded: true,
    subject: { kind: 'none' },
  };
}

function untaggedNode(jobs: readonly JobOverview[]): TreeNode {
  return {
    id: 'untagged-jobs',
    label: 'Untagged Jobs',
    description: String(jobs.length),
    icon: { id: 'circle-outline' },
    kinds: [ITEM_KINDS.untaggedJobs],
    accessibleLabel: `${counted(jobs.length, 'job')} without tags`,
    children: jobs.map((job) => jobNode(job, 'untagged')),
    subject: { kind: 'none' },
  };
}

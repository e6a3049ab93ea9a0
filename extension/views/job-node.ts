import { jobPath } from '../../protocol/job/job-path.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import type { TreeNode } from './tree-node.ts';
import { plain, selectorText } from './words.ts';

/** A job as a leaf below another row; a click opens its YAML. */
export function jobNode(job: JobOverview, below: string, label = jobPath(job)): TreeNode {
  const where = selectorText(job);
  return {
    id: `${below}/job:${job.id}`,
    label,
    description: job.executionEnabled ? where : `${where} · disabled`,
    tooltip: `**${plain(jobPath(job))}** in ${plain(job.project)}\n\n${plain(job.description)}\n\nRuns on: ${plain(where)}`,
    icon: { id: job.executionEnabled ? 'play-circle' : 'circle-slash' },
    kinds: [ITEM_KINDS.job],
    accessibleLabel: `Job ${jobPath(job)} in ${job.project}, runs on ${where}`,
    command: COMMANDS.openJob,
    subject: { kind: 'job', jobId: job.id, project: job.project },
  };
}

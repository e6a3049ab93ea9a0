import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { plain, selectorText } from '../model/display-text.ts';
import { PINNED, pinAbility } from '../tree/pinned.ts';
import type { TreeNode } from '../tree/tree-node.ts';

/** How a view shows the row of a job. */
interface JobRowOptions {
  /** Default: the path of the job. */
  readonly label?: string;
  /** Undefined in a view in which jobs cannot be pinned. */
  readonly isPinned?: boolean;
}

/** Creates the row of a job. A click opens its YAML. `below` is the id of the parent row. */
export function jobNode(
  job: JobOverview,
  below: string,
  { label = jobPath(job), isPinned }: JobRowOptions = {},
): TreeNode {
  const where = selectorText(job);
  return {
    id: `${below}/job:${job.id}`,
    label,
    description: [...(isPinned === true ? [PINNED] : []), where, ...notes(job)].join(' · '),
    tooltip: `**${plain(jobPath(job))}** in ${plain(job.project)}\n\n${plain(job.description)}\n\nRuns on: ${plain(where)}`,
    ...(job.scheduled ? { moreTooltip: { kind: 'schedule', jobId: job.id } } : {}),
    icon: { id: iconOf(job) },
    kinds: [ITEM_KINDS.job, ...jobAbilities(job), ...(isPinned === undefined ? [] : [pinAbility(isPinned)])],
    accessibleLabel: [
      `Job ${jobPath(job)} in ${job.project}, runs on ${where}`,
      ...notes(job),
      ...(isPinned === true ? ['pinned'] : []),
    ].join(', '),
    command: COMMANDS.openJob,
    subject: { kind: 'job', jobId: job.id, project: job.project },
  };
}

function iconOf({ executionEnabled, scheduled, scheduleEnabled }: JobOverview): string {
  if (!executionEnabled) return 'circle-slash';
  return scheduled && scheduleEnabled ? 'clock' : 'play-circle';
}

function notes({ executionEnabled, scheduled, scheduleEnabled }: JobOverview): readonly string[] {
  const schedule = scheduled ? [scheduleEnabled ? 'scheduled' : 'schedule disabled'] : [];
  return [...(executionEnabled ? [] : ['disabled']), ...schedule];
}

/** Returns the tokens of `ITEM_ABILITIES` for a job. */
export function jobAbilities({
  executionEnabled,
  scheduled,
  scheduleEnabled,
}: JobOverview): readonly string[] {
  const { executionOn, executionOff, scheduleOn, scheduleOff } = ITEM_ABILITIES;
  const schedule = scheduled ? [scheduleEnabled ? scheduleOn : scheduleOff] : [];
  return [executionEnabled ? executionOn : executionOff, ...schedule];
}

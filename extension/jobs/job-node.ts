import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { plain, selectorText } from '../model/display-text.ts';
import { pinAbility, pinnedText } from '../tree/pinned.ts';
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
    description: [...(isPinned === true ? [pinnedText()] : []), where, ...notes(job)].join(' · '),
    tooltip: jobTooltip(job),
    ...(job.scheduled ? { moreTooltip: { kind: 'schedule', jobId: job.id } } : {}),
    icon: { id: iconOf(job) },
    kinds: [ITEM_KINDS.job, ...jobAbilities(job), ...(isPinned === undefined ? [] : [pinAbility(isPinned)])],
    accessibleLabel: [
      l10n.t('Job {0} in {1}, runs on {2}', jobPath(job), job.project, where),
      ...notes(job),
      ...(isPinned === true ? [l10n.t('pinned')] : []),
    ].join(', '),
    command: COMMANDS.openJob,
    subject: { kind: 'job', jobId: job.id, project: job.project },
  };
}

/** Returns the Markdown of a job's name, project, description and runners. */
export function jobTooltip(job: JobOverview): string {
  return [
    l10n.t('**{0}** in {1}', plain(jobPath(job)), plain(job.project)),
    plain(job.description),
    l10n.t('Runs on: {0}', plain(selectorText(job))),
  ].join('\n\n');
}

function iconOf({ executionEnabled, scheduled, scheduleEnabled }: JobOverview): string {
  if (!executionEnabled) return 'circle-slash';
  return scheduled && scheduleEnabled ? 'clock' : 'play-circle';
}

function notes({ executionEnabled, scheduled, scheduleEnabled }: JobOverview): readonly string[] {
  const schedule = scheduled ? [scheduleEnabled ? l10n.t('scheduled') : l10n.t('schedule disabled')] : [];
  return [...(executionEnabled ? [] : [l10n.t('disabled')]), ...schedule];
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

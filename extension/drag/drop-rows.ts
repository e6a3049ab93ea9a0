import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { Client } from '../../protocol/client/client.ts';
import { Tag } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickTag } from '../tags/pick-tag.ts';
import type { Subject } from '../tree/tree-node.ts';
import type { DropChange } from './drop-part.ts';
import { dropPlan } from './drop-plan.ts';

/**
 * Applies a drop of the selected rows on the row of the subject, after a confirmation. Reports why a drop changes nothing.
 */
export const dropRows: Command = async (context, target, dragged) => {
  const { prompts } = context;
  const plan = dropPlan(context.model(), target, dragged);
  if (plan.kind !== 'change') {
    await (plan.kind === 'refused' ? prompts.warn(plan.message) : prompts.inform(plan.message));
    return;
  }
  if (!(await prompts.confirm(plan.confirmation))) return;
  const client = clientOf(context);
  const failures: string[] = [];
  for (const change of plan.changes) failures.push(...(await apply(client, change)));
  const [first] = failures;
  if (first === undefined) return;
  const count = failures.length;
  await prompts.error(
    count === 1
      ? l10n.t('1 job could not be changed. {0}', first)
      : l10n.t('{0} jobs could not be changed. {1}', count, first),
  );
};

/** Adds a tag to runners and jobs that the user chooses, as if their rows were dropped on the row of the tag. */
export const addTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, l10n.t('Add Tag to Runners and Jobs'));
  if (tag === undefined) return;
  const { runners, jobs } = context.model();
  const chosen = await context.prompts.chooseSeveral<Subject>({
    title: l10n.t('Add Tag {0}', tag),
    placeHolder: l10n.t('Choose the runners and jobs that get the tag'),
    choices: [
      ...runners
        .filter(({ local }) => !local)
        .map(({ id, name, tags }) => ({
          label: name,
          description: [l10n.t('runner'), ...tags].join(' · '),
          value: { kind: 'runner', runnerId: id } as const,
        })),
      ...jobs.map((job) => ({
        label: jobPath(job),
        description: `${l10n.t('job')} · ${job.project}`,
        value: { kind: 'job', jobId: job.id, project: job.project } as const,
      })),
    ],
  });
  if (chosen !== undefined && chosen.length > 0) await dropRows(context, { kind: 'tag', tag }, chosen);
};

/** Applies a change. Returns the reasons why jobs were not changed. */
async function apply(client: Client, change: DropChange): Promise<readonly string[]> {
  if (change.kind === 'job-selector') {
    const { job, selector } = change;
    const { failed } = await client.setJobSelectors({ body: { jobs: [job], selector } });
    return failed.map(({ message }) => message);
  }
  const params = { runner: change.runner };
  if (change.kind === 'runner-tags')
    await client.updateRunner({ params, body: { tagNames: change.tags.map((tag) => Tag.parse(tag)) } });
  else
    await client.updateRunner({
      params,
      body: { assignedProjects: Object.fromEntries(change.projects.map((project) => [project, '.*'])) },
    });
  return [];
}

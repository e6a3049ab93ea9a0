import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { JobId, RunnerId } from '../../protocol/ids.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import type { PickItem } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';
import { withoutPins, withPins } from './pins.ts';
import { MOST_PINS } from './view-state.ts';

/** The jobs and runners to pin or unpin. */
interface Pinnable {
  readonly jobs: readonly JobId[];
  readonly runners: readonly RunnerId[];
}

/** Pins the selected jobs and runners to the top of their views. Asks for one if none is selected. */
export const pinRow: Command = async (context, subject, selected) => {
  const { states } = context.rows;
  const { pinnedJobs, pinnedRunners } = states.current;
  const pinned = new Set<string>([...pinnedJobs, ...pinnedRunners]);
  const title = l10n.t('Pin Job or Runner to Top');
  const { jobs, runners } = await pickPinnable(context, subject, selected, title, (id) => !pinned.has(id));
  states.update({
    pinnedJobs: withPins(pinnedJobs, jobs, MOST_PINS),
    pinnedRunners: withPins(pinnedRunners, runners, MOST_PINS),
  });
  if (pinnedJobs.length + jobs.length > MOST_PINS || pinnedRunners.length + runners.length > MOST_PINS)
    await context.prompts.inform(
      l10n.t('At most {0} rows can be pinned. The oldest pins were removed.', MOST_PINS),
    );
};

/** Unpins the selected jobs and runners. Asks for one if none is selected. */
export const unpinRow: Command = async (context, subject, selected) => {
  const { states } = context.rows;
  const { pinnedJobs, pinnedRunners } = states.current;
  const pinned = new Set<string>([...pinnedJobs, ...pinnedRunners]);
  const title = l10n.t('Unpin Job or Runner');
  const { jobs, runners } = await pickPinnable(context, subject, selected, title, (id) => pinned.has(id));
  states.update({
    pinnedJobs: withoutPins(pinnedJobs, jobs),
    pinnedRunners: withoutPins(pinnedRunners, runners),
  });
};

/** Returns the selected jobs and runners, or the subject. Otherwise asks for an object that `isOffered` accepts. */
async function pickPinnable(
  { model, prompts }: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
  title: string,
  isOffered: (id: string) => boolean,
): Promise<Pinnable> {
  const rows = selected.length > 1 ? selected : [subject];
  const found = rows.map(pinnableOf);
  const chosen = found.some(({ jobs, runners }) => jobs.length + runners.length > 0)
    ? found
    : [await askForPinnable(model(), prompts, title, isOffered)];
  return {
    jobs: chosen.flatMap(({ jobs }) => jobs),
    runners: chosen.flatMap(({ runners }) => runners),
  };
}

const NOTHING: Pinnable = { jobs: [], runners: [] };

function pinnableOf(subject: Subject): Pinnable {
  if (subject.kind === 'job') return { jobs: [JobId.parse(subject.jobId)], runners: [] };
  return subject.kind === 'runner' ? { jobs: [], runners: [RunnerId.parse(subject.runnerId)] } : NOTHING;
}

async function askForPinnable(
  { jobs, runners }: ReturnType<CommandContext['model']>,
  prompts: CommandContext['prompts'],
  title: string,
  isOffered: (id: string) => boolean,
): Promise<Pinnable> {
  const choices: readonly PickItem<Pinnable>[] = [
    ...jobs
      .filter(({ id }) => isOffered(id))
      .map((job) => ({
        label: jobPath(job),
        description: l10n.t('job in {0}', job.project),
        value: { jobs: [job.id], runners: [] },
      })),
    ...runners
      .filter(({ id }) => isOffered(id))
      .map(({ id, name, health }) => ({
        label: name,
        description: `${l10n.t('runner')} · ${health}`,
        value: { jobs: [], runners: [id] },
      })),
  ];
  const placeHolder =
    choices.length === 0 ? l10n.t('Nothing to choose from') : l10n.t('Choose a job or a runner');
  return (await prompts.choose({ title, placeHolder, choices })) ?? NOTHING;
}

import { factsText } from '../../job-language/runner-filter/facts-text.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickReach, type Reach, reachText } from './pick-reach.ts';

/** Confirms what runners, or single replicas of them, report about their hosts. */
export const pinFacts: Command = async (context, subject, selected) => {
  const reach = await pickReach(context, subject, selected, 'Confirm Facts of Runner or Replica');
  if (reach.length === 0) return;
  const sure = await context.prompts.confirm({
    message: `Confirm what ${reachText(reach)} ${reach.length === 1 ? 'reports' : 'report'}?`,
    detail: `${factsOf(reach)}\n\nRunner filters can then use these facts for steps with secrets too.`,
    verb: 'Confirm',
  });
  if (!sure) return;
  for (const it of reach) await clientOf(context).setPinnedFacts(callOf(it, 'pin'));
};

/** Withdraws the confirmed facts of runners or replicas. */
export const unpinFacts: Command = async (context, subject, selected) => {
  const reach = await pickReach(context, subject, selected, 'Withdraw Facts of Runner or Replica');
  for (const it of reach) await clientOf(context).setPinnedFacts(callOf(it, 'unpin'));
};

function callOf({ runner, replica }: Reach, act: 'pin' | 'unpin') {
  const one = replica === undefined ? {} : { replica };
  return { params: { runner: runner.id }, body: { act, ...one } };
}

/** Maximum number of replicas whose facts the confirmation shows. */
const MOST_SHOWN = 10;

function factsOf(reach: readonly Reach[]): string {
  const all = reach.flatMap(({ runner, replica }) =>
    runner.replicas.filter(({ id }) => replica === undefined || id === replica),
  );
  const more = all.length > MOST_SHOWN ? [`and ${all.length - MOST_SHOWN} more replicas`] : [];
  return [...all.slice(0, MOST_SHOWN).map(factsText), ...more].join('\n');
}

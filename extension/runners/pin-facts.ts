import * as l10n from '@vscode/l10n';
import { factsText } from '../../job-language/runner-filter/facts-text.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickTargets, type RunnerTarget, targetsText } from './pick-targets.ts';

/** Confirms the host facts that runners or single replicas report. */
export const pinFacts: Command = async (context, subject, selected) => {
  const targets = await pickTargets(context, subject, selected, l10n.t('Confirm Facts of Runner or Replica'));
  if (targets.length === 0) return;
  const sure = await context.prompts.confirm({
    message: l10n.t('Confirm the host facts of {0}?', targetsText(targets)),
    detail: `${factsOf(targets)}\n\n${l10n.t('Runner filters can then use these facts for steps with secrets.')}`,
    verb: l10n.t('Confirm'),
  });
  if (!sure) return;
  for (const it of targets) await clientOf(context).setPinnedFacts(callOf(it, 'pin'));
};

/** Withdraws the confirmation of host facts of runners or replicas. */
export const unpinFacts: Command = async (context, subject, selected) => {
  const targets = await pickTargets(
    context,
    subject,
    selected,
    l10n.t('Withdraw Confirmed Facts of Runner or Replica'),
  );
  for (const it of targets) await clientOf(context).setPinnedFacts(callOf(it, 'unpin'));
};

function callOf({ runner, replica }: RunnerTarget, act: 'pin' | 'unpin') {
  const one = replica === undefined ? {} : { replica };
  return { params: { runner: runner.id }, body: { act, ...one } };
}

/** Maximum number of replicas whose facts the confirmation lists. */
const MOST_SHOWN = 10;

function factsOf(targets: readonly RunnerTarget[]): string {
  const all = targets.flatMap(({ runner, replica }) =>
    runner.replicas.filter(({ id }) => replica === undefined || id === replica),
  );
  const more = all.length > MOST_SHOWN ? [l10n.t('and {0} more replicas', all.length - MOST_SHOWN)] : [];
  return [...all.slice(0, MOST_SHOWN).map(factsText), ...more].join('\n');
}

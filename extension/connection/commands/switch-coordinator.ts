import * as l10n from '@vscode/l10n';
import type { Command, CommandContext } from '../../commands/command.ts';
import type { PickItem } from '../../prompts/prompts.ts';
import { type ConnectionTarget, chosenTarget, isSameCoordinator, targetName } from '../connection-state.ts';
import { connect } from './connect.ts';
import { useCoordinator } from './use-coordinator.ts';

type Choice =
  | { readonly act: 'use'; readonly target: ConnectionTarget }
  | { readonly act: 'other' | 'forget' };

/** Connects this window to another known coordinator. Other windows keep theirs. */
export const switchCoordinator: Command = async (context, subject, selected) => {
  const { prompts, saved } = context;
  const choice = await prompts.choose<Choice>({
    title: l10n.t('Switch Coordinator'),
    placeHolder: l10n.t('Select the coordinator of this window'),
    choices: switchChoices(chosenTarget(context.connection.state), saved.knownUrls()),
  });
  if (choice === undefined) return;
  if (choice.act === 'use') await useCoordinator(context, choice.target);
  else if (choice.act === 'other') await connect(context, subject, selected);
  else await forgetCoordinator(context);
};

/** Returns the choices: the current coordinator first, then the embedded one and the known ones. */
export function switchChoices(
  current: ConnectionTarget | undefined,
  knownUrls: readonly string[],
): readonly PickItem<Choice>[] {
  const all: readonly ConnectionTarget[] = [
    { kind: 'embedded' },
    ...knownUrls.map((url) => ({ kind: 'remote', url }) as const),
  ];
  const isCurrent = (target: ConnectionTarget) => isSameCoordinator(target, current);
  const targets = [...all.filter(isCurrent), ...all.filter((target) => !isCurrent(target))];
  return [
    ...targets.map((target) => ({
      label: target.kind === 'embedded' ? l10n.t('Embedded Coordinator') : targetName(target),
      ...(isCurrent(target) ? { description: l10n.t('current') } : {}),
      ...(target.kind === 'remote' ? { detail: target.url } : {}),
      value: { act: 'use', target } as const,
    })),
    { label: l10n.t('Connect to Another Coordinator…'), value: { act: 'other' } },
    ...(all.some((target) => target.kind === 'remote' && !isCurrent(target))
      ? [{ label: l10n.t('Forget a Coordinator…'), value: { act: 'forget' } as const }]
      : []),
  ];
}

async function forgetCoordinator(context: CommandContext): Promise<void> {
  const { prompts, saved } = context;
  const current = chosenTarget(context.connection.state);
  const others = saved.knownUrls().filter((url) => !isSameCoordinator({ kind: 'remote', url }, current));
  const url = await prompts.choose({
    title: l10n.t('Forget a Coordinator'),
    placeHolder: l10n.t('Select the coordinator to forget'),
    choices: others.map((it) => ({ label: new URL(it).host, detail: it, value: it })),
  });
  if (url === undefined) return;
  const { host } = new URL(url);
  const sure = await prompts.confirm({
    message: l10n.t('Forget {0}?', host),
    detail: l10n.t(
      'Its API token is deleted from the secret storage. The coordinator itself is not affected.',
    ),
    verb: l10n.t('Forget'),
  });
  if (sure) await saved.forget(url);
}

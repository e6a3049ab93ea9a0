import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../commands/command.ts';
import { pickRunners } from '../commands/pick.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';

/** Deletes a runner, or all selected runners. */
export const deleteRunner: Command = async (context, subject, selected) => {
  const runners = await pickRunners(context, subject, selected, l10n.t('Delete Runner'));
  if (runners.length === 0) return;
  const names = namesText(
    runners.map((runner) => `"${runner.name}"`),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message:
      runners.length === 1
        ? l10n.t('Delete runner {0}?', names)
        : l10n.t('Delete {0} runners?', runners.length),
    detail:
      runners.length === 1
        ? l10n.t('Credentials are revoked at once, and running operations are recorded as lost.')
        : l10n.t('{0}. Credentials are revoked at once, and running operations are recorded as lost.', names),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const runner of runners) await client.deleteRunner({ params: { runner: runner.id } });
};

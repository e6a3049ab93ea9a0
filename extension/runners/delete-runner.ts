import { type Command, clientOf } from '../commands/command.ts';
import { pickRunners } from '../commands/pick.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';

/** Deletes a runner, or all selected runners. */
export const deleteRunner: Command = async (context, subject, selected) => {
  const runners = await pickRunners(context, subject, selected, 'Delete Runner');
  if (runners.length === 0) return;
  const names = namesText(
    runners.map((runner) => `"${runner.name}"`),
    MOST_NAMED,
  );
  const sure = await context.prompts.confirm({
    message: runners.length === 1 ? `Delete runner ${names}?` : `Delete ${runners.length} runners?`,
    detail: `${runners.length === 1 ? '' : `${names}. `}Credentials are revoked at once, and running operations end as lost.`,
    verb: 'Delete',
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const runner of runners) await client.deleteRunner({ params: { runner: runner.id } });
};

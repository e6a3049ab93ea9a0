import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Deletes a runner, or all selected runners. */
export const deleteRunner: Command = async (context, subject, selected) => {
  const runners = await chosen(context, subject, selected);
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

async function chosen(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
): Promise<readonly RunnerOverview[]> {
  if (selected.length > 1) {
    const ids = new Set(selected.flatMap((it) => (it.kind === 'runner' ? it.runnerId : [])));
    return context.model().runners.filter((runner) => !runner.local && ids.has(runner.id));
  }
  const runner = await pickRunner(context, subject, 'Delete Runner');
  return runner === undefined ? [] : [runner];
}

import * as l10n from '@vscode/l10n';
import { UpdateRunner } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

/** Changes the name and the description of a runner. */
export const renameRunner: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, l10n.t('Rename or Describe Runner'));
  if (runner === undefined) return;
  const { prompts } = context;
  const title = l10n.t('Rename or Describe {0}', runner.name);
  const others = new Set(context.model().runners.flatMap((it) => (it.id === runner.id ? [] : it.name)));
  let { name, description } = runner;
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        prompt: l10n.t('Name of the runner'),
        value: name,
        validate: (input) => nameProblem(input, others),
      }),
      (answer) => {
        name = answer.trim();
      },
    ),
    ask.text(
      () => ({
        value: description,
        prompt: l10n.t('Description, such as its network and the nodes it reaches. Leave empty for none.'),
      }),
      (answer) => {
        description = answer.trim();
      },
    ),
  ]);
  if (!isAnswered) return;
  await clientOf(context).updateRunner({ params: { runner: runner.id }, body: { name, description } });
};

/** Returns the problem with the name of a runner; undefined if it is valid. Compares it with `taken`, ignoring case. */
export function nameProblem(input: string, taken: ReadonlySet<string>): string | undefined {
  const parsed = UpdateRunner.shape.name.safeParse(input);
  if (!parsed.success) return parsed.error.issues[0]?.message;
  const wanted = parsed.data?.toLowerCase();
  const isTaken = [...taken].some((name) => name.toLowerCase() === wanted);
  return isTaken ? l10n.t('A runner named "{0}" already exists', input.trim()) : undefined;
}

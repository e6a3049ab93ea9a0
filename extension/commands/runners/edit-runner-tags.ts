import { type Command, clientOf } from '../command.ts';
import { tagsProblem, tagsTyped } from '../inputs.ts';
import { pickRunner } from '../pick.ts';

export const editRunnerTags: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Edit Runner Tags');
  if (runner === undefined) return;
  const tags = await context.prompts.text({
    title: `Tags of ${runner.name}`,
    prompt: 'Tags, separated by commas',
    value: runner.tags.join(', '),
    validate: tagsProblem,
  });
  if (tags === undefined) return;
  await clientOf(context).updateRunner({
    params: { runner: runner.id },
    body: { tagNames: [...tagsTyped(tags)] },
  });
};

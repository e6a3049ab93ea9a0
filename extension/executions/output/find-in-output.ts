import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../../commands/command.ts';
import { required } from '../../commands/inputs.ts';
import { nameOfOutput, pickOutput } from './pick-output.ts';

/**
 * Asks for a text and shows the next line that contains the text, in any part of the output. Begins after the cursor if
 * an editor shows the output, otherwise at the start. Wraps around at the end.
 */
export const findInOutput: Command = async (context, subject) => {
  const { prompts, editor, outputs } = context;
  const output = await pickOutput(context, subject, l10n.t('Find in Output'));
  if (output === undefined) return;
  clientOf(context);
  const active = editor.activeOutput();
  const isActive = active?.execution === output.execution && active.node === output.node;
  const text = await prompts.text({
    title: l10n.t('Find in Output'),
    prompt: l10n.t('Text to find in all parts of the output'),
    ...(isActive && active.selected !== '' ? { value: active.selected } : {}),
    validate: required(l10n.t('Text')),
  });
  if (text === undefined) return;
  const result = await prompts.progress({
    title: l10n.t('Searching output of execution {0}', output.execution),
    run: async (_report, signal) => ({
      found: await outputs.findText(output, text, isActive ? active : undefined, signal),
    }),
  });
  if (result === undefined) return;
  const { found } = result;
  if (found === undefined) {
    await prompts.inform(
      l10n.t('The output of execution {0} does not contain "{1}".', output.execution, text),
    );
    return;
  }
  const address = { ...output, part: found.part };
  const name = nameOfOutput(context, output.execution);
  await editor.showOutput(address, { name, at: { line: found.line, text } });
};

import * as l10n from '@vscode/l10n';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import type { OutputAddress, OutputSelection } from './output-address.ts';
import { namesPlace, type OutputTarget } from './output-layout.ts';
import { nameOfOutput, pickOutput } from './pick-output.ts';

/** Opens the whole output of an execution as a document, at the lines of a step or node if the subject contains one. */
export const showFullOutput: Command = async (context, subject) => {
  const source = await pickOutput(context, subject, l10n.t('Show Full Output'));
  if (source === undefined) return;
  const { execution } = source;
  const { hasFailed, ...place } = (subject.kind === 'execution' ? subject.place : undefined) ?? {};
  const isPlace = namesPlace(place);
  await showAt(
    context,
    { execution },
    isPlace ? { ...place, error: hasFailed === true } : undefined,
    isPlace,
  );
};

/** Opens the output of one node in all steps as a document. Asks for the node unless the subject contains one. */
export const showNodeOutput: Command = async (context, subject) => {
  const source = await pickOutput(context, subject, l10n.t('Show Output of Node'));
  if (source === undefined) return;
  const { stepctx, node, hasFailed } = (subject.kind === 'execution' ? subject.place : undefined) ?? {};
  const chosen = node ?? (await askForNode(context, source.execution));
  if (chosen === undefined) return;
  const target = stepctx === undefined ? undefined : { stepctx, error: hasFailed === true };
  await showAt(context, { ...source, node: chosen }, target);
};

/** Opens the output at the first error: that of the step that failed first, otherwise the first line of stderr. */
export const goToFirstError: Command = async (context, subject) => {
  const source = await pickOutput(context, subject, l10n.t('Go to First Error'));
  if (source === undefined) return;
  await showAt(context, source, { error: true });
};

/** Writes the output of an execution, or of the node in the active editor, to a file. */
export const saveOutput: Command = async (context, subject) => {
  const { prompts, editor, outputs } = context;
  const source = await pickOutput(context, subject, l10n.t('Save Output'));
  if (source === undefined) return;
  const { execution, node } = source;
  clientOf(context);
  const suffix = node === undefined ? '' : `-${node.replace(/[^\w.-]+/g, '-')}`;
  const file = await prompts.saveFile({
    title: l10n.t('Save Output'),
    label: l10n.t('Save'),
    name: `execution-${execution}${suffix}.log`,
  });
  if (file === undefined) return;
  await prompts.progress({
    title: l10n.t('Saving output of execution {0}', execution),
    run: (_report, signal) => editor.writePieces(file, outputs.pieces(source, signal)),
  });
};

/** Shows the next part of the output in the active editor. */
export const showNextPart: Command = (context) => showPart(context, 1);

/** Shows the previous part of the output in the active editor. */
export const showPreviousPart: Command = (context) => showPart(context, -1);

async function showPart(context: CommandContext, step: 1 | -1): Promise<void> {
  const active = context.editor.activeOutput();
  if (active === undefined) {
    await context.prompts.inform(l10n.t('Open the output of an execution first, with “Show Full Output”.'));
    return;
  }
  const { next } = await context.outputs.open(active);
  if (step === 1 ? next === undefined : active.part === 1) {
    await context.prompts.inform(
      step === 1
        ? l10n.t('This is the last part of the output.')
        : l10n.t('This is the first part of the output.'),
    );
    return;
  }
  const address = { ...active, part: active.part + step };
  await context.editor.showOutput(address, { name: nameOfOutput(context, active.execution) });
}

/**
 * Shows the part that contains the target. Shows the first part for a place without output; reports that there is no
 * error if none is found.
 */
async function showAt(
  context: CommandContext,
  source: OutputSelection,
  target: OutputTarget | undefined,
  preserveFocus = false,
): Promise<void> {
  const { prompts, outputs, editor } = context;
  const { execution, node } = source;
  clientOf(context);
  const address = await prompts.progress({
    title: l10n.t('Reading output of execution {0}', execution),
    run: async (_report, signal): Promise<OutputAddress | 'missing'> => {
      const found = target && (await outputs.find(source, target, signal));
      if (target !== undefined && found === undefined && !namesPlace(target)) return 'missing';
      const part = { ...source, part: found?.part ?? 1 };
      await outputs.open(part, signal);
      return part;
    },
  });
  if (address === undefined) return;
  if (address !== 'missing') {
    const name = nameOfOutput(context, execution);
    await editor.showOutput(address, { name, at: target, preserveFocus });
    return;
  }
  await prompts.inform(
    node === undefined
      ? l10n.t('The output of execution {0} contains no error.', execution)
      : l10n.t('The output of execution {0} on node {1} contains no error.', execution, node),
  );
}

async function askForNode(context: CommandContext, execution: ExecutionId): Promise<string | undefined> {
  const { nodes } = await clientOf(context).getExecutionState({ params: { execution } });
  const names = Object.keys(nodes);
  if (names.length === 0)
    throw new OutrunnerError('not-found', { kind: 'Node of execution', name: String(execution) });
  return context.prompts.choose({
    title: l10n.t('Show Output of Node'),
    placeHolder: l10n.t('Choose a node'),
    choices: names.map((name) => {
      const failed = nodes[name]?.some(({ executionState }) => executionState === 'FAILED') === true;
      return { label: name, ...(failed ? { description: l10n.t('failed') } : {}), value: name };
    }),
  });
}

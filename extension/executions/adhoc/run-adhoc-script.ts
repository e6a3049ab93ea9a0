import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import { pickProject } from '../../commands/pick.ts';
import { showStarted } from '../../commands/show-started.ts';
import { askPlace } from './ask-place.ts';

const commandTitle = () => l10n.t('Run Script');

/** Runs a script file, or the text in the active editor, on nodes, and shows its output. */
export const runAdhocScript: Command = async (context, subject) => {
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const place = await askPlace(context, commandTitle(), project.name);
  if (place === undefined) return;
  const script = await askScript(context, place.text);
  if (script === undefined) return;
  const { execution } = await clientOf(context).runScript({
    params: { project: ProjectName.parse(project.name) },
    body: { ...place.keys, script },
  });
  showStarted(context, execution.id, { name: l10n.t('script') });
};

async function askScript({ editor, prompts }: CommandContext, where: string): Promise<string | undefined> {
  const edited = editor.activeText();
  const chosen = await prompts.choose<'file' | 'editor'>({
    title: `${commandTitle()} (3/3)`,
    placeHolder: l10n.t('Choose the script to run on {0}', where),
    choices: [
      ...(edited === undefined
        ? []
        : [
            {
              label: l10n.t('Text of {0}', edited.name),
              detail: l10n.t('From the active editor'),
              value: 'editor',
            } as const,
          ]),
      { label: l10n.t('Choose a File…'), value: 'file' },
    ],
  });
  if (chosen === undefined) return undefined;
  if (chosen === 'editor') return edited?.text;
  const [file] = await prompts.openFiles({
    title: l10n.t('Select Script'),
    label: l10n.t('Run'),
    filters: { [l10n.t('Scripts')]: ['*'] },
  });
  return file === undefined ? undefined : editor.readFile(file);
}

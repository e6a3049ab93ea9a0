import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import { pickProject } from '../../commands/pick.ts';
import { askPlace } from './ask-place.ts';

const TITLE = 'Run Script';

/** Runs a script file, or the text in the active editor, on nodes, and shows its output. */
export const runAdhocScript: Command = async (context, subject) => {
  const { editor } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const place = await askPlace(context, TITLE, project.name);
  if (place === undefined) return;
  const script = await askScript(context, place.text);
  if (script === undefined) return;
  const { execution } = await clientOf(context).runScript({
    params: { project: ProjectName.parse(project.name) },
    body: { ...place.keys, script },
  });
  editor.openOutput(execution.id, { reveal: editor.revealsOutput, startedHere: true, name: 'script' });
};

async function askScript({ editor, prompts }: CommandContext, where: string): Promise<string | undefined> {
  const edited = editor.activeText();
  const chosen = await prompts.choose<'file' | 'editor'>({
    title: `${TITLE} (3/3)`,
    placeHolder: `Choose the script to run on ${where}`,
    choices: [
      ...(edited === undefined
        ? []
        : [
            {
              label: `Text of ${edited.name}`,
              detail: 'From the active editor',
              value: 'editor',
            } as const,
          ]),
      { label: 'Choose a File…', value: 'file' },
    ],
  });
  if (chosen === undefined) return undefined;
  if (chosen === 'editor') return edited?.text;
  const [file] = await prompts.openFiles({
    title: 'Select Script',
    label: 'Run',
    filters: { Scripts: ['*'] },
  });
  return file === undefined ? undefined : editor.readFile(file);
}

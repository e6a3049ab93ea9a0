import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../../commands/command.ts';
import { required } from '../../commands/inputs.ts';
import { pickProject } from '../../commands/pick.ts';
import { askPlace } from './ask-place.ts';

const TITLE = 'Run Command';

/** Runs an ad-hoc command on nodes, and shows its output. */
export const runAdhocCommand: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const place = await askPlace(context, TITLE, project.name);
  if (place === undefined) return;
  const exec = await prompts.text({
    title: `${TITLE} (3/3)`,
    prompt: `Command to run on ${place.text}`,
    placeHolder: 'uptime',
    validate: required('Command'),
  });
  if (exec === undefined) return;
  const { execution } = await clientOf(context).runCommand({
    params: { project: ProjectName.parse(project.name) },
    body: { ...place.keys, exec },
  });
  editor.openOutput(execution.id, { reveal: editor.revealsOutput, startedHere: true, name: 'command' });
};

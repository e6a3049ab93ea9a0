import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../../commands/command.ts';
import { required } from '../../commands/inputs.ts';
import { pickProject } from '../../commands/pick.ts';
import { showStarted } from '../../commands/show-started.ts';
import { askPlace } from './ask-place.ts';

const commandTitle = () => l10n.t('Run Command');

/** Runs an ad-hoc command on nodes, and shows its output. */
export const runAdhocCommand: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const place = await askPlace(context, commandTitle(), project.name);
  if (place === undefined) return;
  const exec = await prompts.text({
    title: `${commandTitle()} (3/3)`,
    prompt: l10n.t('Command to run on {0}', place.text),
    placeHolder: 'uptime',
    validate: required(l10n.t('Command')),
  });
  if (exec === undefined) return;
  const { execution } = await clientOf(context).runCommand({
    params: { project: ProjectName.parse(project.name) },
    body: { ...place.keys, exec },
  });
  showStarted(context, execution.id, { name: l10n.t('command') });
};

import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { newJobText } from './new-job-text.ts';
import { askSelector } from './tagging/ask-selector.ts';

/** Asks for project, name, group and runner selector, creates the job and opens its YAML. */
export const newJob: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, l10n.t('New Job (1/4)'));
  if (project === undefined) return;
  const name = await prompts.text({
    title: l10n.t('New Job (2/4)'),
    prompt: l10n.t('Name of the job in {0}', project.name),
    placeHolder: 'restart-database',
    validate: required(l10n.t('Name')),
  });
  if (name === undefined) return;
  const group = await prompts.text({
    title: l10n.t('New Job (3/4)'),
    prompt: l10n.t('Group, for example nightly/backup. Leave empty for none.'),
  });
  if (group === undefined) return;
  const selector = await askSelector(context, l10n.t('New Job (4/4)'), [project.name]);
  if (selector === undefined) return;
  const result = await clientOf(context).importJobs({
    params: { project: ProjectName.parse(project.name) },
    query: { dupeOption: 'create' },
    body: {
      text: newJobText({ name: name.trim(), group: group.trim().replace(/^\/+|\/+$/g, ''), selector }),
      mediaType: 'application/yaml',
    },
  });
  const [failed] = result.failed;
  if (failed !== undefined) await prompts.error(failed.error);
  const [made] = result.succeeded;
  if (made?.id !== undefined) await editor.openJob({ ...made, id: made.id });
};

import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';

/** Opens the configuration of a project as a document. Throws `not-connected`. */
export const editProjectConfig: Command = async (context, subject) => {
  clientOf(context);
  const project = await pickProject(context, subject, 'Edit Project Configuration');
  if (project !== undefined) await context.editor.openProjectConfig(project.name);
};

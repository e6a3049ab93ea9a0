import { basename } from 'node:path';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

/** Imports job files. Reports each rejected job with its file and line. */
export const importJobs: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, 'Import Jobs');
  if (project === undefined) return;
  const files = await prompts.openFiles({
    title: `Import Jobs into ${project.name}`,
    label: 'Import',
    filters: { 'Job definitions': ['yaml', 'yml', 'json', 'xml'] },
  });
  let imported = 0;
  const problems: string[] = [];
  for (const file of files) {
    const result = await clientOf(context).importJobs({
      params: { project: ProjectName.parse(project.name) },
      query: { dupeOption: 'update' },
      body: {
        text: await editor.readFile(file),
        mediaType: `application/${/\.(json|xml)$/i.exec(file)?.[1]?.toLowerCase() ?? 'yaml'}`,
      },
    });
    imported += result.succeeded.length;
    problems.push(
      ...result.failed.map(
        (it) => `${basename(file)}:${it.line ?? 1}: ${it.name === '' ? '' : `${it.name}: `}${it.error}`,
      ),
    );
  }
  if (files.length === 0) return;
  if (problems.length === 0) {
    await prompts.inform(`${counted(imported, 'job')} imported into ${project.name}.`);
    return;
  }
  const pressed = await prompts.error(
    `${problems.length} of ${counted(imported + problems.length, 'job')} not imported. ${problems[0]}`,
    'Show All',
  );
  if (pressed !== undefined) await editor.showText('Jobs not imported.txt', `${problems.join('\n')}\n`);
};

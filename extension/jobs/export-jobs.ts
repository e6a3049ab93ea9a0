import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Writes the jobs of a project, or the selected jobs of any projects, to a YAML file. */
export const exportJobs: Command = async (context, subject, selected) => {
  const rows = (selected.length > 1 ? selected : [subject]).filter(({ kind }) => kind === 'job');
  const jobs = jobsOf(context, rows);
  const whole = rows.length === 0 ? await pickProject(context, subject, l10n.t('Export Jobs')) : undefined;
  const [only] = jobs;
  const name = whole?.name ?? (jobs.length === 1 ? only?.name : only?.project);
  if (name === undefined) return;
  const client = clientOf(context);
  const text = await (whole === undefined ? textOf(client, jobs) : textOfProject(client, whole.name));
  const file = await context.prompts.saveFile({
    title: l10n.t('Export Jobs'),
    label: l10n.t('Export'),
    name: `${name.replace(/[^\w.-]+/g, '-')}.yaml`,
  });
  if (file !== undefined) await context.editor.writeFile(file, text);
};

function jobsOf({ model }: CommandContext, rows: readonly Subject[]): readonly JobOverview[] {
  const ids = new Set<string>(rows.flatMap((row) => (row.kind === 'job' ? row.jobId : [])));
  return model().jobs.filter((job) => ids.has(job.id));
}

/** Returns the jobs as one YAML list. Each project is exported as a list, and concatenated YAML lists form one list. */
async function textOf(client: Client, jobs: readonly JobOverview[]): Promise<string> {
  const projects = [...new Set(jobs.map((job) => job.project))];
  const texts = await Promise.all(
    projects.map((project) => {
      const own = jobs.filter((job) => job.project === project);
      return textOfProject(client, project, own.map(({ id }) => id).join(','));
    }),
  );
  return texts.join('');
}

async function textOfProject(client: Client, project: string, idlist?: string): Promise<string> {
  const { text } = await client.exportJobs({
    params: { project: ProjectName.parse(project) },
    query: { format: 'yaml', ...(idlist === undefined ? {} : { idlist }) },
  });
  return text;
}

import * as l10n from '@vscode/l10n';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunners } from '../commands/pick.ts';
import { namesText } from '../model/display-text.ts';

/**
 * Sets the projects that a runner serves, or adds projects to several selected runners. Asks for confirmation before it
 * removes a runner from a project. Throws `no-runners` or `no-projects`, which offer to create a runner or a project.
 */
export const assignRunner: Command = async (context, subject, selected) => {
  const runners = await pickRunners(context, subject, selected, l10n.t('Assign Runner to Projects'));
  const [runner] = runners;
  if (runner === undefined) return;
  if (context.model().projects.length === 0) throw new OutrunnerError('no-projects');
  await (runners.length > 1 ? addProjects(context, runners) : replaceProjects(context, runner));
};

async function addProjects(context: CommandContext, runners: readonly RunnerOverview[]): Promise<void> {
  const added = await context.prompts.chooseSeveral<string>({
    title: l10n.t('Projects of {0} Runners', runners.length),
    placeHolder: l10n.t('Choose the projects to add'),
    choices: context.model().projects.map(({ name }) => ({
      label: name,
      description: l10n.t('served by {0} of these runners', runners.filter((it) => serves(it, name)).length),
      value: name,
    })),
  });
  if (added === undefined) return;
  for (const runner of runners) {
    const missing = added.filter((project) => !serves(runner, project));
    if (missing.length > 0) await setProjects(context, runner, [...runner.assignedProjects, ...missing]);
  }
}

function serves({ assignedProjects }: RunnerOverview, project: string): boolean {
  return assignedProjects.some((it) => it === project);
}

async function replaceProjects(context: CommandContext, runner: RunnerOverview): Promise<void> {
  const { prompts } = context;
  const { projects } = context.model();
  const assigned: readonly string[] = runner.assignedProjects;
  const chosen = await prompts.chooseSeveral({
    title: l10n.t('Projects of {0}', runner.name),
    placeHolder: l10n.t('Choose the projects that the runner serves'),
    choices: projects.map((project) => ({
      label: project.name,
      description: project.description,
      picked: assigned.includes(project.name),
      value: project.name,
    })),
  });
  if (chosen === undefined) return;
  const lost = assigned.filter((project) => !chosen.includes(project));
  if (lost.length > 0) {
    const sure = await prompts.confirm({
      message: l10n.t(
        'Remove runner "{0}" from {1}?',
        runner.name,
        namesText(lost.map((project) => `"${project}"`)),
      ),
      detail: l10n.t(
        'The runner gets no more work from there, and its node dispatch settings there are deleted.',
      ),
      verb: l10n.t('Remove'),
    });
    if (!sure) return;
  }
  await setProjects(context, runner, chosen);
}

async function setProjects(
  context: CommandContext,
  { id }: RunnerOverview,
  projects: readonly string[],
): Promise<void> {
  await clientOf(context).updateRunner({
    params: { runner: id },
    body: { assignedProjects: Object.fromEntries(projects.map((project) => [project, '.*'])) },
  });
}

import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { executionName, executionText, selectorText } from '../model/display-text.ts';
import type { ProjectOverview } from '../model/model.ts';
import type { Subject } from '../tree/tree-node.ts';
import type { CommandContext } from './command.ts';

/** Returns the runner of the subject, or asks for one. Throws `no-runners`. */
export async function pickRunner(
  { model, prompts }: CommandContext,
  subject: Subject,
  title: string,
): Promise<RunnerOverview | undefined> {
  const runners = model().runners.filter((runner) => !runner.local);
  if (subject.kind === 'runner' || subject.kind === 'replica')
    return runners.find((runner) => runner.id === subject.runnerId);
  if (runners.length === 0) throw new OutrunnerError('no-runners');
  return prompts.choose({
    title,
    placeHolder: l10n.t('Choose a runner'),
    choices: runners.map((runner) => ({
      label: runner.name,
      description: [runner.health, ...runner.tags].join(' · '),
      value: runner,
    })),
  });
}

/** Returns the selected runners if there are several. Otherwise returns the runner of the subject, or asks for one. */
export async function pickRunners(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
  title: string,
): Promise<readonly RunnerOverview[]> {
  const ids = new Set(selected.flatMap((it) => (it.kind === 'runner' ? it.runnerId : [])));
  if (ids.size > 1) return context.model().runners.filter(({ local, id }) => !local && ids.has(id));
  const runner = await pickRunner(context, subject, title);
  return runner === undefined ? [] : [runner];
}

/** Returns the project of the subject or the only project; otherwise asks for one. Throws `no-projects`. */
export async function pickProject(
  { model, prompts }: CommandContext,
  subject: Subject,
  title: string,
): Promise<ProjectOverview | undefined> {
  const { projects } = model();
  if (subject.kind === 'project' || subject.kind === 'job' || subject.kind === 'node-source') {
    return projects.find((project) => project.name === subject.project);
  }
  const [only] = projects;
  if (only !== undefined && projects.length === 1) return only;
  if (only === undefined) throw new OutrunnerError('no-projects');
  return prompts.choose({
    title,
    placeHolder: l10n.t('Choose a project'),
    choices: projects.map((project) => ({
      label: project.name,
      description: project.description,
      value: project,
    })),
  });
}

/** Returns the job of the subject, or asks for one. */
export async function pickJob(
  { model, prompts }: CommandContext,
  subject: Subject,
  title: string,
): Promise<JobOverview | undefined> {
  const { jobs } = model();
  if (subject.kind === 'job') return jobs.find((job) => job.id === subject.jobId);
  return prompts.choose({
    title,
    placeHolder: jobs.length === 0 ? l10n.t('No jobs yet') : l10n.t('Choose a job'),
    choices: jobs.map((job) => ({
      label: jobPath(job),
      description: `${job.project} · ${selectorText(job)}`,
      value: job,
    })),
  });
}

/** Returns the selected jobs if there are several. Otherwise returns the job of the subject, or asks for one. */
export async function pickJobs(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
  title: string,
): Promise<readonly JobOverview[]> {
  const ids = new Set(selected.flatMap((it) => (it.kind === 'job' ? it.jobId : [])));
  if (ids.size > 1) return context.model().jobs.filter((job) => ids.has(job.id));
  const job = await pickJob(context, subject, title);
  return job === undefined ? [] : [job];
}

/**
 * Returns the execution of the subject or of the active panel, or asks for one of the executions that `which` accepts.
 */
export async function pickExecution(
  { model, prompts, editor, executions: listed }: CommandContext,
  subject: Subject,
  title: string,
  which: (execution: Execution) => boolean,
): Promise<Execution | undefined> {
  const executions = model().executions.filter(which);
  if (subject.kind === 'execution') {
    const { executionId } = subject;
    return (
      model().executions.find(({ id }) => id === executionId) ?? listed.find(ExecutionId.parse(executionId))
    );
  }
  const active = editor.activeExecution();
  const shown = executions.find(({ id }) => id === active);
  if (shown !== undefined) return shown;
  return prompts.choose({
    title,
    placeHolder:
      executions.length === 0 ? l10n.t('No executions to choose from') : l10n.t('Choose an execution'),
    choices: executions.map((execution) => ({
      label: `#${execution.id} ${executionName(execution)}`,
      description: executionText(execution),
      value: execution,
    })),
  });
}

import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import type { Plan, PlanQuestion } from '../../protocol/routes/shapes/choice-shapes.ts';
import type { AskedOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf, type OpenDocument } from '../commands/command.ts';
import { pickJob, pickProject } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';
import { hasShownError } from './editor/unsaved-changes.ts';
import { askForOptions } from './run-form/form-of-job.ts';

/** The subject of a preview: a saved job, or the unsaved text of an editor. */
interface Previewed {
  readonly name: string;
  readonly question: PlanQuestion;
  readonly options: readonly AskedOption[];
  /** The first line of the job in the document, from 1. */
  readonly line: number;
}

/** Shows what a run of a job would do, without running it. Asks only for required options that have no value. */
export const previewPlan: Command = async (context, subject) => {
  const previewed = await whatToPreview(context, subject);
  if (previewed === undefined) return;
  const values = await missingValues(context, previewed);
  if (values === undefined) return;
  const plan = await clientOf(context).plan({ body: { ...previewed.question, options: values } });
  await context.editor.showText(`${previewed.name}.outrunner-plan`, planText(plan, previewed.line));
};

async function whatToPreview(context: CommandContext, subject: Subject): Promise<Previewed | undefined> {
  const { editor } = context;
  const on = subject.kind === 'none' ? (editor.activeJob() ?? subject) : subject;
  if (on.kind === 'document') {
    const project = await pickProject(context, on, l10n.t('Preview Job Plan'));
    const text = editor.documentText(on.uri);
    if (project === undefined || text === undefined) return undefined;
    return ofDocument(context, project.name, on.uri.replace(/^.*\//, ''), { uri: on.uri, text });
  }
  const job = await pickJob(context, on, l10n.t('Preview Job Plan'));
  if (job === undefined) return undefined;
  const unsaved = editor.unsavedJob(job);
  if (unsaved !== undefined) return ofDocument(context, job.project, jobPath(job), unsaved);
  const { options } = await clientOf(context).getJobOptions({ params: { job: job.id } });
  return { name: jobPath(job), question: { job: JobId.parse(job.id) }, options, line: 1 };
}

/** Asks for a job if the document contains several valid ones. Shows the first error if it contains none. */
async function ofDocument(
  context: CommandContext,
  project: string,
  name: string,
  document: OpenDocument,
): Promise<Previewed | undefined> {
  const { text } = document;
  const { jobsInText } = await import('./checker/main.ts');
  const jobs = jobsInText(text);
  const messageOf = (line: number, problem: string) =>
    l10n.t('"{0}" was not planned. Correct line {1}: {2}', name, line, problem);
  if (jobs.length === 0 && (await hasShownError(context, document, messageOf))) return undefined;
  const question = { project: ProjectName.parse(project), format: 'yaml' } as const;
  const [only] = jobs;
  if (jobs.length < 2) {
    return {
      name: only?.path ?? name,
      question: { ...question, text },
      options: only?.options ?? [],
      line: 1,
    };
  }
  const job = await context.prompts.choose({
    title: l10n.t('Preview Job Plan'),
    placeHolder: l10n.t('Choose a job in {0}', name),
    choices: jobs.map((it) => ({ label: it.path, description: l10n.t('line {0}', it.line), value: it })),
  });
  return (
    job && { name: job.path, question: { ...question, text: job.text }, options: job.options, line: job.line }
  );
}

/** Asks for values of required options without one. File options get a placeholder, because a plan reads no file. */
async function missingValues(
  context: CommandContext,
  { name, options, question }: Previewed,
): Promise<Record<string, string> | undefined> {
  const missing = options.filter(
    (it) => it.required && it.value === undefined && !it.allSelected && it.secureDefault === undefined,
  );
  const files = missing.filter((it) => it.isFile).map((it) => [it.name, l10n.t('(file of {0})', it.name)]);
  const asked = missing
    .filter((it) => !it.isFile && !it.hidden)
    // The coordinator lists remote values only for a saved job. For unsaved text the user types the values, and the
    // plan checks enforced options.
    .map((it) =>
      'job' in question || !it.remoteValues ? it : { ...it, remoteValues: undefined, enforced: false },
    );
  const id = 'job' in question ? question.job : '';
  const answers = await askForOptions(context, l10n.t('Preview {0}', name), { id, options: asked });
  return answers && { ...answers.values, ...Object.fromEntries(files) };
}

/** Returns the plan as text, with problems and remarks first. Their lines refer to the document. */
function planText(plan: Plan, firstLine: number): string {
  const remarks = plan.remarks.map(
    ({ severity, line, message, code }) => `${severity}: line ${line + firstLine - 1}: ${message} [${code}]`,
  );
  const problem = plan.choice.problem === undefined ? [] : [`problem: ${plan.choice.problem}`];
  const top = [...problem, ...remarks];
  return `${top.length === 0 ? '' : `${top.join('\n')}\n\n`}${previewText(plan)}`;
}

import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { previewText } from '../../job-language/plan/preview/preview-text.ts';
import { JobId } from '../../protocol/ids.ts';
import type { Plan, PlanQuestion } from '../../protocol/routes/shapes/choice-shapes.ts';
import type { AskedOption } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';
import {
  type DocumentCommand,
  type JobInDocument,
  jobInDocument,
  jobOfFile,
  typedOptions,
} from './draft/job-in-document.ts';
import { askForOptions } from './run-form/form-of-job.ts';

const COMMAND: DocumentCommand = {
  title: l10n.t('Preview Job Plan'),
  rejected: (name, line, problem) =>
    l10n.t('"{0}" was not planned. Correct line {1}: {2}', name, line, problem),
};

/** The subject of a preview: a saved job, or the unsaved text of an editor. */
interface Previewed {
  readonly name: string;
  readonly question: PlanQuestion;
  readonly options: readonly AskedOption[];
  /** The line of the document at which the text begins, from 1. */
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
  if (on.kind === 'document') return ofText(await jobOfFile(context, COMMAND, on));
  const job = await pickJob(context, on, COMMAND.title);
  if (job === undefined) return undefined;
  const document = editor.unsavedJob(job);
  if (document !== undefined) {
    const of = { project: job.project, name: jobPath(job), document };
    return ofText(await jobInDocument(context, COMMAND, of));
  }
  const { options } = await clientOf(context).getJobOptions({ params: { job: job.id } });
  return { name: jobPath(job), question: { job: JobId.parse(job.id) }, options, line: 1 };
}

function ofText(job: JobInDocument | undefined): Previewed | undefined {
  if (job === undefined) return undefined;
  const { name, project, text, options, line } = job;
  return { name, question: { project, format: 'yaml', text }, options: typedOptions(options), line };
}

/** Asks for the values that required options lack. File options get a placeholder, because a plan reads no file. */
async function missingValues(
  context: CommandContext,
  { name, options, question }: Previewed,
): Promise<Record<string, string> | undefined> {
  const missing = options.filter(
    (it) => it.required && it.value === undefined && !it.allSelected && it.secureDefault === undefined,
  );
  const files = missing.filter((it) => it.isFile).map((it) => [it.name, l10n.t('(file of {0})', it.name)]);
  const asked = missing.filter((it) => !it.isFile && !it.hidden);
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

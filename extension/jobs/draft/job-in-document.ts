import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../../protocol/ids.ts';
import type { AskedOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { CommandContext, OpenDocument } from '../../commands/command.ts';
import { linkedProject } from '../../commands/linked-project.ts';
import { pickProject } from '../../commands/pick.ts';
import { nameInUri } from '../../documents/name-in-uri.ts';
import type { Subject } from '../../tree/tree-node.ts';
import { hasShownError } from '../editor/unsaved-changes.ts';

/** The text of one job, as an editor shows it. */
export interface JobInDocument {
  /** The path of the job. */
  readonly name: string;
  readonly project: ProjectName;
  /** The text of this job only. */
  readonly text: string;
  readonly options: readonly AskedOption[];
  /** The line of the document at which `text` begins, from 1. */
  readonly line: number;
}

/** The command that needs a job. */
export interface DocumentCommand {
  readonly title: string;
  /** Returns the message for an error of the text. Lines count from 1. */
  readonly rejected: (name: string, line: number, problem: string) => string;
}

/**
 * Returns the job of a job file, from its text in the editor. The project is that of the linked folder that contains
 * the file, otherwise the only project, otherwise the one that the user chooses. Undefined if the user cancels, or if
 * the text has an error; then shows the first one.
 */
export async function jobOfFile(
  context: CommandContext,
  command: DocumentCommand,
  { uri, line }: Extract<Subject, { kind: 'document' }>,
): Promise<JobInDocument | undefined> {
  const text = await context.editor.documentText(uri);
  const linked = await linkedProject(context, uri);
  const project = linked ?? (await pickProject(context, { kind: 'document', uri }, command.title))?.name;
  if (project === undefined) return undefined;
  return jobInDocument(context, command, { project, name: nameInUri(uri), document: { uri, text }, line });
}

/**
 * Returns the only job of a document, the one at a line (from 0), or the one that the user chooses. Undefined if the
 * user cancels, or if the document has an error; then shows the first one.
 */
export async function jobInDocument(
  context: CommandContext,
  { title, rejected }: DocumentCommand,
  {
    project,
    name,
    document,
    line,
  }: {
    readonly project: string;
    readonly name: string;
    readonly document: OpenDocument;
    readonly line?: number | undefined;
  },
): Promise<JobInDocument | undefined> {
  const { jobsInText } = await import('../checker/main.ts');
  const jobs = jobsInText(document.text);
  const messageOf = (at: number, problem: string) => rejected(name, at, problem);
  if (jobs.length === 0 && (await hasShownError(context, document, messageOf))) return undefined;
  const job =
    jobs.length < 2
      ? jobs[0]
      : (jobs.find((it) => it.line - 1 === line) ??
        (await context.prompts.choose({
          title,
          placeHolder: l10n.t('Choose a job in {0}', name),
          choices: jobs.map((it) => ({
            label: it.path,
            description: l10n.t('line {0}', it.line),
            value: it,
          })),
        })));
  if (job === undefined) return undefined;
  const { path, text, options } = job;
  const start = text === document.text ? 1 : job.line;
  return { name: path, project: ProjectName.parse(project), text, options, line: start };
}

/**
 * Returns the options without values from URLs, which the coordinator lists only for stored jobs. The user types such a
 * value instead, and the coordinator checks it.
 */
export function typedOptions(options: readonly AskedOption[]): readonly AskedOption[] {
  return options.map((it) => (it.remoteValues ? { ...it, remoteValues: undefined, enforced: false } : it));
}

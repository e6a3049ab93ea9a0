import * as l10n from '@vscode/l10n';
import type { SourceFormat } from '../../job-language/source/read-source.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { nameInUri } from '../documents/name-in-uri.ts';
import { asksToReplace, type ChangedJob, changedJobs } from './existing-jobs.ts';

/** The outcome of importing one or more files. */
interface Imported {
  readonly added: number;
  readonly replaced: number;
  readonly kept: number;
  readonly unchanged: number;
  /** Rejected jobs with their file and line. */
  readonly problems: readonly string[];
}

/** Imports job files. Asks before it replaces stored jobs. Reports each rejected job with its file and line. */
export const importJobs: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, l10n.t('Import Jobs'));
  if (project === undefined) return;
  const files = await prompts.openFiles({
    title: l10n.t('Import Jobs into {0}', project.name),
    label: l10n.t('Import'),
    filters: { [l10n.t('Job definitions')]: ['yaml', 'yml', 'json', 'xml'] },
  });
  if (files.length === 0) return;
  let total: Imported = { added: 0, replaced: 0, kept: 0, unchanged: 0, problems: [] };
  for (const file of files) total = sumOf(total, await importFile(context, project.name, file));
  const { added, replaced, problems } = total;
  if (problems.length === 0) {
    await prompts.inform(importedText(total, project.name));
    return;
  }
  const pressed = await prompts.error(
    added + replaced + problems.length === 1
      ? l10n.t('1 of 1 job not imported. {0}', problems[0] ?? '')
      : l10n.t(
          '{0} of {1} jobs not imported. {2}',
          problems.length,
          added + replaced + problems.length,
          problems[0] ?? '',
        ),
    l10n.t('Show All'),
  );
  if (pressed !== undefined)
    await editor.showText(`${l10n.t('Jobs not imported')}.txt`, `${problems.join('\n')}\n`);
};

async function importFile(context: CommandContext, project: string, file: string): Promise<Imported> {
  const text = await context.editor.readFile(file);
  const format = formatOf(file);
  const { succeeded, skipped, failed } = await clientOf(context).importJobs({
    params: { project: ProjectName.parse(project) },
    query: { dupeOption: 'skip' },
    body: { text, mediaType: `application/${format}` },
  });
  const problems = failed.map(({ line, name, error }) => problemText(file, line, name, error));
  const changed = await changedJobs(context, { text, format }, skipped);
  const unchanged = skipped.length - changed.length;
  if (changed.length === 0 || !(await asksToReplace(context, project, file, changed)))
    return { added: succeeded.length, replaced: 0, kept: changed.length, unchanged, problems };
  const conflicts = await replace(context, file, changed);
  return {
    added: succeeded.length,
    replaced: changed.length - conflicts.length,
    kept: 0,
    unchanged,
    problems: [...problems, ...conflicts],
  };
}

/** Replaces the stored jobs, unless others have changed them since they were read. Returns the problems. */
async function replace(
  context: CommandContext,
  file: string,
  changed: readonly ChangedJob[],
): Promise<readonly string[]> {
  const client = clientOf(context);
  const problems: string[] = [];
  for (const { stored, text, line } of changed) {
    const { id: job, revision, name } = stored;
    try {
      await client.setJobText({ params: { job }, body: { text, revision } });
    } catch (error) {
      problems.push(problemText(file, line, name, explain(error)));
    }
  }
  return problems;
}

function formatOf(file: string): SourceFormat {
  const [, extension] = /\.(json|xml)$/i.exec(file) ?? [];
  return extension?.toLowerCase() === 'json' ? 'json' : extension === undefined ? 'yaml' : 'xml';
}

function problemText(file: string, line: number | undefined, name: string, problem: string): string {
  return `${nameInUri(file)}:${line ?? 1}: ${name === '' ? '' : `${name}: `}${problem}`;
}

function sumOf(a: Imported, b: Imported): Imported {
  return {
    added: a.added + b.added,
    replaced: a.replaced + b.replaced,
    kept: a.kept + b.kept,
    unchanged: a.unchanged + b.unchanged,
    problems: [...a.problems, ...b.problems],
  };
}

function importedText({ added, replaced, kept, unchanged }: Imported, project: string): string {
  return [
    added === 1
      ? l10n.t('1 job imported into {0}.', project)
      : l10n.t('{0} jobs imported into {1}.', added, project),
    ...(replaced > 0
      ? [replaced === 1 ? l10n.t('1 job replaced.') : l10n.t('{0} jobs replaced.', replaced)]
      : []),
    ...(kept > 0
      ? [kept === 1 ? l10n.t('1 existing job kept.') : l10n.t('{0} existing jobs kept.', kept)]
      : []),
    ...(unchanged > 0
      ? [
          unchanged === 1
            ? l10n.t('1 existing job is unchanged.')
            : l10n.t('{0} existing jobs are unchanged.', unchanged),
        ]
      : []),
  ].join(' ');
}

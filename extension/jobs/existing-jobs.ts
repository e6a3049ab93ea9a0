import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { SourceFormat } from '../../job-language/source/read-source.ts';
import type { JobImportResult, JobText } from '../../protocol/routes/shapes/job-shapes.ts';
import { type CommandContext, clientOf } from '../commands/command.ts';
import { nameInUri } from '../documents/name-in-uri.ts';
import { MOST_NAMED, namesText } from '../model/display-text.ts';

/** A stored job that differs from its definition in an imported file. */
export interface ChangedJob {
  readonly stored: JobText;
  /** The YAML of the file, with the id of the stored job. */
  readonly text: string;
  /** The first line of the job in the file, from 1. */
  readonly line: number;
}

/** Returns the jobs of a file that already exist with a different definition. */
export async function changedJobs(
  context: CommandContext,
  file: { readonly text: string; readonly format: SourceFormat },
  existing: JobImportResult['skipped'],
): Promise<readonly ChangedJob[]> {
  if (existing.length === 0) return [];
  const client = clientOf(context);
  const { identifiedJobs } = await import('./checker/main.ts');
  const changed: ChangedJob[] = [];
  for (const { id, text, line } of identifiedJobs(file, new Map(existing.map((it) => [it.index, it.id])))) {
    const stored = await client.getJobText({ params: { job: id } });
    if (text !== stored.text) changed.push({ stored, text, line });
  }
  return changed;
}

/** Asks whether to replace the stored jobs with those of the file. Shows a comparison if the user requests one. */
export async function asksToReplace(
  { editor, prompts }: CommandContext,
  project: string,
  file: string,
  changed: readonly ChangedJob[],
): Promise<boolean> {
  const names = namesText(
    changed.map(({ stored }) => `"${jobPath(stored)}"`),
    MOST_NAMED,
  );
  const isOne = changed.length === 1;
  const message = isOne
    ? l10n.t('Replace job {0} in {1}?', names, project)
    : l10n.t('Replace {0} jobs in {1}?', changed.length, project);
  const replace = l10n.t('Replace');
  const keep = l10n.t('Keep');
  const compare = l10n.t('Compare');
  const answer = await prompts.decide(
    {
      message,
      detail: isOne
        ? l10n.t(
            'The stored job differs from {0}. The replaced text stays in its revisions.',
            nameInUri(file),
          )
        : l10n.t(
            '{0} differ from {1}. The replaced text stays in the revisions of each job.',
            names,
            nameInUri(file),
          ),
    },
    replace,
    keep,
    compare,
  );
  if (answer !== compare) return answer === replace;
  await editor.showDifference(
    {
      name: `${l10n.t('Stored {0}', project)}.yaml`,
      text: changed.map(({ stored }) => stored.text).join(''),
    },
    { name: nameInUri(file).replace(/(\.ya?ml)?$/, '.yaml'), text: changed.map(({ text }) => text).join('') },
  );
  const chosen = await prompts.choose({
    title: message,
    placeHolder: l10n.t('Compare the stored jobs on the left with the file on the right, then choose'),
    choices: [
      { label: l10n.t('Keep'), description: l10n.t('the stored jobs'), value: false },
      { label: l10n.t('Replace'), description: l10n.t('with the jobs of the file'), value: true },
    ],
  });
  return chosen === true;
}

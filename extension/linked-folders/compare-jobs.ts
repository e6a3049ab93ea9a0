import * as l10n from '@vscode/l10n';
import type { Command } from '../commands/command.ts';
import { openJobs } from './opened-jobs.ts';
import { compareJob } from './resolve-conflicts.ts';
import { jobChoices } from './state-texts.ts';

const commandTitle = () => l10n.t('Compare with Coordinator');

/** Compares a job file with the coordinator in a diff editor. Without a file, asks for one of those that differ. */
export const compareJobs: Command = async (context, subject) => {
  const uri = subject.kind === 'document' ? subject.uri : undefined;
  const opened = await openJobs(context, commandTitle(), uri);
  if (opened === undefined) return;
  const { folder, linked } = opened;
  const { jobs, invalid } = linked.compared;
  const file = uri === undefined ? undefined : folder.fileOf(uri);
  const named = jobs.find(({ local }) => file !== undefined && local?.file === file);
  if (named !== undefined) {
    await compareJob(opened, named);
    return;
  }
  if (invalid.some((it) => it.file === file)) return;
  const different = jobs.filter(({ state, local }) => state !== 'same' && local !== undefined);
  if (different.length === 0) {
    await context.prompts.inform(l10n.t('No job file differs from {0}.', folder.link.project));
    return;
  }
  const chosen = await context.prompts.choose({
    title: commandTitle(),
    placeHolder: l10n.t('Choose a job file that differs'),
    choices: jobChoices(different),
  });
  if (chosen !== undefined) await compareJob(opened, chosen);
};

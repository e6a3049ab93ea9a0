import type { Step } from './step.ts';

/** Returns a title for people: the step's description, else the first line of its command or script. */
export function stepTitle(step: Step): string {
  if (step.description !== undefined && step.description.trim() !== '') return step.description.trim();
  const text = actionText(step).trim();
  const line =
    text.split('\n').find((candidate) => !candidate.startsWith('#!') && candidate.trim() !== '') ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function actionText({ exec, script, scriptfile, scripturl, jobref, type }: Step): string {
  if (jobref !== undefined) return referenceText(jobref);
  return exec ?? script ?? scriptfile ?? scripturl ?? type ?? '';
}

function referenceText({ group, name, uuid }: NonNullable<Step['jobref']>): string {
  if (name === undefined || name === '') return uuid ?? '';
  return group === undefined || group === '' ? name : `${group}/${name}`;
}

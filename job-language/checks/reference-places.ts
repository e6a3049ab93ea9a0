import type { Job } from '../format/job.ts';
import type { ReferenceKind } from '../format/key-notes.ts';
import { runsPerNode } from '../format/step-action.ts';
import { stepPlaces } from '../format/step-places.ts';
import type { SourcePath } from '../source/source-value.ts';
import { type KeyText, textsOfKeys } from './texts-of-keys.ts';

/** A string of a job in which references are expanded. */
export interface ReferencePlace {
  /** Keys and indexes that lead from the job to the string. */
  readonly path: SourcePath;
  readonly text: string;
  /** A command is parsed by a shell afterwards. A script contains `@…@` instead of `${…}`. */
  readonly form: 'command' | 'text' | 'script' | 'key';
  /** The context in which the string is expanded, which determines the available values. */
  readonly when: 'run' | 'node-step' | 'workflow-step' | 'notification';
}

/** Excludes URLs of option values, whose references have a different syntax. */
const expandedTexts = textsOfKeys(
  ({ references }) => references !== undefined && references !== 'url-of-values',
);

/** Returns every string of a job that is expanded, in no particular order. */
export function referencePlaces(job: Job): ReferencePlace[] {
  const own = expandedTexts(job, 'job', []).map((found) =>
    placeOf(found, found.path[0] === 'notification' ? 'notification' : 'run'),
  );
  const ofSteps = stepPlaces(job).flatMap(({ step, path }) => {
    const when = runsPerNode(step) ? 'node-step' : 'workflow-step';
    return expandedTexts(step, 'step', path).map((found) => placeOf(found, when));
  });
  return [...own, ...ofSteps];
}

function placeOf({ known, path, text }: KeyText, when: ReferencePlace['when']): ReferencePlace {
  return { path, text, form: formOf(known.references, path.at(-1)), when };
}

function formOf(
  references: ReferenceKind | undefined,
  key: string | number | undefined,
): ReferencePlace['form'] {
  if (references === 'command' || references === 'script') return references;
  return references === 'conditions' && key === 'key' ? 'key' : 'text';
}

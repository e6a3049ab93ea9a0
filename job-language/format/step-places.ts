import type { SourcePath } from '../source/source-value.ts';
import type { Job } from './job.ts';
import type { Step } from './step.ts';

/** A step of a job, its error handler, or a step of a conditional. */
export interface StepPlace {
  readonly step: Step;
  /** Keys and indexes that lead from the job to the step. */
  readonly path: SourcePath;
  readonly role: 'step' | 'handler';
  /** Number of enclosing conditionals. */
  readonly depth: number;
  /** The step that contains it, or whose error handler it is. */
  readonly parent: Step | undefined;
  /** The path of `parent`; empty if there is none. */
  readonly parentPath: SourcePath;
}

/** Returns every step of a job, each before the steps within it. */
export function stepPlaces({ sequence }: Job): StepPlace[] {
  return sequence.commands.flatMap((step, index) =>
    within({
      step,
      path: ['sequence', 'commands', index],
      role: 'step',
      depth: 0,
      parent: undefined,
      parentPath: [],
    }),
  );
}

function within(place: StepPlace): StepPlace[] {
  const { step, path } = place;
  const below: StepPlace[] = (step.subSteps ?? []).map((sub, index) => ({
    step: sub,
    path: [...path, 'subSteps', index],
    role: 'step',
    depth: place.depth + 1,
    parent: step,
    parentPath: path,
  }));
  const { errorhandler } = step;
  if (errorhandler !== undefined) {
    below.push({
      ...place,
      step: errorhandler,
      path: [...path, 'errorhandler'],
      role: 'handler',
      parent: step,
      parentPath: path,
    });
  }
  return [place, ...below.flatMap(within)];
}

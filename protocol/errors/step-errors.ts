import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors that keep a step, or its inputs, from being fetched, matched or finished. */
export const STEP_ERRORS = {
  'option-values-unknown': entry(
    502,
    'The values of option "{option}" of job {job} are not known: {problem}.',
    'Correct the valuesUrl of the option, or what answers there.',
  ),
  'runner-key-missing': entry(404, 'The runner has no key "{path}": {problem}.', '{remedy}'),
  'runner-key-unusable': entry(502, 'The runner cannot give its key "{path}": {problem}.', '{remedy}'),
  'step-kind-not-allowed': entry(
    403,
    'The operator of this runner lets it run no steps of the kind "{kind}".',
    'Allow it there in runner.operations.steps, or choose another runner.',
  ),
  'executor-not-allowed': entry(
    403,
    'The operator of this runner lets it use no node executor "{executor}".',
    'Allow it there in runner.operations.executors, or choose another runner.',
  ),
  'copier-not-allowed': entry(
    403,
    'The operator of this runner lets it use no file copier "{copier}", since no node executor of the kind "{like}" is allowed.',
    'Allow one of that kind there in runner.operations.executors, or choose another runner.',
  ),
  'source-not-allowed': entry(
    403,
    'The operator of this runner lets it read no node sources of the type "{type}".',
    'Allow it there in runner.operations.sources, or choose another runner.',
  ),
  'aborted-by-user': entry(500, 'Stopped by a person.', ''),
} as const satisfies Record<string, CatalogueEntry>;

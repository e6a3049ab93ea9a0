import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors of steps and of the values, keys and sources that steps need. */
export const STEP_ERRORS = {
  'option-values-unknown': entry(
    502,
    'The values of option "{option}" of job {job} could not be loaded: {problem}.',
    'Correct the valuesUrl of the option, or the server behind it.',
  ),
  'runner-key-missing': entry(404, 'The runner has no key "{path}": {problem}.', '{remedy}'),
  'runner-key-unusable': entry(502, 'The runner cannot provide its key "{path}": {problem}.', '{remedy}'),
  'step-kind-not-allowed': entry(
    403,
    'The operator of this runner does not allow steps of the kind "{kind}".',
    'Add it to runner.operations.steps of the runner, or choose another runner.',
  ),
  'executor-not-allowed': entry(
    403,
    'The operator of this runner does not allow the node executor "{executor}".',
    'Add it to runner.operations.executors of the runner, or choose another runner.',
  ),
  'copier-not-allowed': entry(
    403,
    'The operator of this runner does not allow the file copier "{copier}": it requires an allowed node executor of the kind "{like}".',
    'Add an executor of that kind to runner.operations.executors of the runner, or choose another runner.',
  ),
  'source-not-allowed': entry(
    403,
    'The operator of this runner does not allow node sources of the type "{type}".',
    'Add it to runner.operations.sources of the runner, or choose another runner.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

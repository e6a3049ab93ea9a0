import { JobId } from '../ids.ts';
import { json, optionalJson } from './declare.ts';
import { defineRoute } from './route.ts';
import { OptionValuesAnswer, OptionValuesQuestion } from './shapes/option-shapes.ts';

export const OPTION_ROUTES = {
  listOptionValues: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/jobs/{job}/option-values',
    summary: 'The values of options that a job has from addresses, with the values given so far.',
    access: { resource: 'job', action: 'run' },
    params: { job: JobId },
    query: {},
    body: optionalJson(OptionValuesQuestion),
    status: 200,
    answer: json(OptionValuesAnswer),
  }),
} as const;

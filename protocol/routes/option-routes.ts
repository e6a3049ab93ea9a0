import { defineRoute, json, optionalJson } from './declare.ts';
import { OptionValuesAnswer, OptionValuesQuestion } from './shapes/option-shapes.ts';

export const OPTION_ROUTES = {
  listOptionValues: defineRoute({
    method: 'POST',
    base: 'outrunner',
    path: '/jobs/{job}/option-values',
    summary: 'Values of the options with a `valuesUrl`, for the values given so far.',
    access: { resource: 'job', action: 'run' },
    body: optionalJson(OptionValuesQuestion),
    answer: json(OptionValuesAnswer),
  }),
} as const;

import { OPTION_PREFIX } from '../../../protocol/routes/route.ts';
import type { RunDraft, RunJob } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { RunInputs } from '../executions.ts';
import { askedRunners } from './asked-runners.ts';

type AskedValues = RunJob | RunDraft;

/** Returns the parameters of a requested run. Throws `invalid-input` for an invalid runner selector. */
export function runInputsOf(asked: AskedValues): RunInputs {
  const { argString, loglevel, filter, priority } = asked;
  const runnerSelector = askedRunners(asked);
  return {
    options: { ...formOptions(asked), ...optionTexts(asked.options ?? {}) },
    ...(argString === undefined ? {} : { argString }),
    ...(loglevel === undefined || loglevel === '' ? {} : { logLevel: loglevel }),
    ...(filter === undefined || filter === '' ? {} : { filter }),
    ...(runnerSelector === undefined ? {} : { runnerSelector }),
    ...(priority === undefined ? {} : { priority }),
  };
}

/** Returns the options that a form or a query passes as separate fields: `option.NAME`. */
function formOptions(asked: AskedValues): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([key, value]) =>
      key.startsWith(OPTION_PREFIX) && isOptionText(value) ? [[key.slice(OPTION_PREFIX.length), value]] : [],
    ),
  );
}

function isOptionText(value: unknown): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

function optionTexts(options: NonNullable<RunJob['options']>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
}

import * as z from 'zod';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { KEY_NOTES } from './key-notes.ts';
import { FilledText, Json, TextMap } from './scalar-schemas.ts';

const LogFilterEntry = z.looseObject({
  type: FilledText.describe('Which filter, for example key-value-data or mask-passwords').register(
    KEY_NOTES,
    { choices: 'log-filters' },
  ),
  config: TextMap.nullable()
    .transform((config) => config ?? {})
    .default({})
    .describe('Configuration of the filter'),
});

/** `plugins` of a step. */
export const StepPlugins = z.looseObject({
  LogFilter: z
    .array(LogFilterEntry)
    .nullable()
    .optional()
    .describe('Log filters of the step, in order')
    .register(KEY_NOTES, { difference: 'Applied after the log filters of the workflow.' }),
});

/** `pluginConfig` of a sequence. */
export const PluginConfig = z.looseObject({
  LogFilter: z
    .array(LogFilterEntry)
    .nullable()
    .optional()
    .describe('Log filters of every step, in order')
    .register(KEY_NOTES, { difference: 'Applied where the step runs, after secrets are masked.' }),
  WorkflowStrategy: z
    .record(z.string(), Json)
    .nullable()
    .optional()
    .describe('Configuration of the strategy, by its name')
    .register(KEY_NOTES, {
      difference: 'The rules are the text under `ruleset`, or under its `rules`.',
    }),
});

/** Converts log filters to the form of a plan. */
export function logFilters(plugins: z.output<typeof StepPlugins> | undefined): LogFilter[] {
  return (plugins?.LogFilter ?? []).map(({ type, config }) => ({ type, config }));
}

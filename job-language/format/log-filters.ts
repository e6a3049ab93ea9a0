import { z } from 'zod';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { FilledText, Json, TextMap } from './scalar-schemas.ts';

const LogFilterEntry = z.looseObject({
  type: FilledText.describe('Which filter, for example key-value-data or mask-passwords'),
  config: TextMap.nullable()
    .transform((config) => config ?? {})
    .default({})
    .describe('Its configuration'),
});

/** `plugins` of a step. */
export const StepPlugins = z.looseObject({
  LogFilter: z.array(LogFilterEntry).nullable().optional().describe('Log filters of the step, in order'),
});

/** `pluginConfig` of a sequence. */
export const PluginConfig = z.looseObject({
  LogFilter: z.array(LogFilterEntry).nullable().optional().describe('Log filters of every step, in order'),
  WorkflowStrategy: z
    .record(z.string(), Json)
    .nullable()
    .optional()
    .describe('Configuration of the strategy, by its name'),
});

/** Converts log filters to the form of a plan. */
export function logFilters(plugins: z.output<typeof StepPlugins> | undefined): LogFilter[] {
  return (plugins?.LogFilter ?? []).map(({ type, config }) => ({ type, config }));
}

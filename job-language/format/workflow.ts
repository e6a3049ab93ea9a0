import * as z from 'zod';
import { Strategy } from '../../protocol/entities/workflow-facts.ts';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { KEY_NOTES } from './key-notes.ts';
import { logFilters, PluginConfig } from './log-filters.ts';
import { FilledText, Flag } from './scalar-schemas.ts';
import { Step } from './step.ts';

/** The steps of a job, and their strategy. */
export const Sequence = z.looseObject({
  keepgoing: Flag.default(false).describe('Run the remaining steps before failing'),
  strategy: z
    .union([z.enum([...Strategy.options, 'step-first']), FilledText])
    .transform((given) => (given === 'step-first' ? 'sequential' : given))
    .default('node-first')
    .describe('node-first, sequential, parallel or ruleset')
    .register(KEY_NOTES, {
      difference:
        '`ruleset` is always available. `step-first` is the old name of `sequential`. Plugin strategies are kept, and runs of the job are refused.',
    }),
  pluginConfig: PluginConfig.optional().describe('Log filters of every step, and rules of the strategy'),
  commands: z
    .array(Step)
    .min(1, 'A job has at least one step. Add one under "commands".')
    .describe('The steps, in order'),
});
export type Sequence = z.output<typeof Sequence>;

/** Returns the log filters that apply to every step of the workflow. */
export function globalLogFilters({ pluginConfig }: Sequence): LogFilter[] {
  return logFilters(pluginConfig);
}

/**
 * Returns the text of the rules of the `ruleset` strategy: its key `rules`, or the whole configuration if that is a
 * string.
 */
export function rulesetText({ pluginConfig }: Sequence): string {
  const ruleset = pluginConfig?.WorkflowStrategy?.['ruleset'];
  if (typeof ruleset === 'string') return ruleset;
  if (typeof ruleset !== 'object' || ruleset === null || Array.isArray(ruleset)) return '';
  const rules = ruleset['rules'] ?? Object.values(ruleset).find((value) => typeof value === 'string');
  return typeof rules === 'string' ? rules : '';
}

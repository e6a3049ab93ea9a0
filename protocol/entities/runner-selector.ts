import * as z from 'zod';

export const RunnerFilterMode = z.enum(['TAGS', 'FILTER', 'LOCAL']);
export type RunnerFilterMode = z.infer<typeof RunnerFilterMode>;

export const RunnerFilterType = z.enum(['TAG_FILTER_AND', 'TAG_FILTER_OR', 'LOCAL_RUNNER']);
export type RunnerFilterType = z.infer<typeof RunnerFilterType>;

/** The runners that a job or a run selects, complete and free of contradictions. Unknown keys are retained. */
export const RunnerSelector = z.looseObject({
  /** Tags, comma-separated, or an expression. Absent with mode LOCAL. */
  filter: z.string().optional(),
  runnerFilterMode: RunnerFilterMode,
  runnerFilterType: RunnerFilterType,
});
export type RunnerSelector = z.infer<typeof RunnerSelector>;

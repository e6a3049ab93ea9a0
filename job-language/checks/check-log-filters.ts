import { logFilters } from '../format/log-filters.ts';
import { stepPlaces } from '../format/step-places.ts';
import { globalLogFilters } from '../format/workflow.ts';
import { filterProblems } from '../log-filters/check-filter.ts';
import type { Finding } from '../source/problem.ts';
import { placeAt } from '../source/source-value.ts';
import type { ValidPart } from './valid-part.ts';

/** Checks the log filters of a job. Warns of each filter that cannot be applied, because the run skips it. */
export function checkLogFilters({ job, source, isComplete }: ValidPart): Finding[] {
  const ofWorkflow = { at: ['sequence', 'pluginConfig'], filters: globalLogFilters(job.sequence) };
  const ofSteps = stepPlaces(job).map((place) => ({
    at: [...place.path, 'plugins'],
    filters: logFilters(place.step.plugins),
  }));
  return [ofWorkflow, ...ofSteps].flatMap(({ at, filters }) =>
    filters.flatMap((filter, index) => {
      const within = [...at, 'LogFilter', index];
      if (!isComplete(within)) return [];
      return filterProblems(filter).map(({ property, message }): Finding => {
        const key = property === undefined ? ['type'] : ['config', property];
        const given = property === undefined || Object.hasOwn(filter.config, property);
        const place = given ? [...within, ...key] : within;
        return {
          severity: 'warning',
          code: 'log-filter',
          message,
          ...placeAt(source, place, property !== undefined && given),
          path: place,
        };
      });
    }),
  );
}

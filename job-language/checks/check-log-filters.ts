import type { Job } from '../format/job.ts';
import { logFilters } from '../format/log-filters.ts';
import { stepPlaces } from '../format/step-places.ts';
import { globalLogFilters } from '../format/workflow.ts';
import { filterProblems } from '../log-filters/check-filter.ts';
import type { Finding } from '../source/problem.ts';
import { type SourceMap, spanAt } from '../source/source-value.ts';

type Path = readonly (string | number)[];

/**
 * Checks the log filters of a well-formed job. Warns of each filter that cannot be applied, because the run skips it.
 */
export function checkLogFilters(job: Job, source: SourceMap, path: Path): Finding[] {
  const ofWorkflow = { at: ['sequence', 'pluginConfig'], filters: globalLogFilters(job.sequence) };
  const ofSteps = stepPlaces(job).map((place) => ({
    at: [...place.path, 'plugins'],
    filters: logFilters(place.step.plugins),
  }));
  return [ofWorkflow, ...ofSteps].flatMap(({ at, filters }) =>
    filters.flatMap((filter, index) =>
      filterProblems(filter).map(({ property, message }): Finding => {
        const within = [...at, 'LogFilter', index];
        const key = property === undefined ? ['type'] : ['config', property];
        const given = property === undefined || Object.hasOwn(filter.config, property);
        const place = given ? [...within, ...key] : within;
        return {
          severity: 'warning',
          code: 'log-filter',
          message,
          span: spanAt(source, place, given),
          path: [...path, ...place],
        };
      }),
    ),
  );
}

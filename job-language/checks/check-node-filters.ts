import { referencesIn } from '../expansion/reference.ts';
import { stepPlaces } from '../format/step-places.ts';
import { filterProblem } from '../nodes/filter-problem.ts';
import type { Finding } from '../source/problem.ts';
import { placeAt } from '../source/source-value.ts';
import type { ValidPart } from './valid-part.ts';

/** Checks the node filters of a job. An invalid filter is only a warning: the job is kept, but every run is refused. */
export function checkNodeFilters({ job, source }: ValidPart): Finding[] {
  const own = [
    { at: ['nodefilters', 'filter'], filter: job.nodefilters?.filter },
    { at: ['nodefilters', 'filterExclude'], filter: job.nodefilters?.filterExclude },
  ];
  const ofSteps = stepPlaces(job).map((place) => ({
    at: [...place.path, 'jobref', 'nodefilters', 'filter'],
    filter: place.step.jobref?.nodefilters?.filter,
  }));
  return [...own, ...ofSteps].flatMap(({ at, filter }): Finding[] => {
    // Filters with references are checked when the job runs, once their values are known.
    if (filter === undefined || referencesIn(filter).length > 0) return [];
    const problem = filterProblem(filter);
    if (problem === undefined) return [];
    return [
      {
        severity: 'warning',
        code: 'node-filter',
        message: `${problem} Runs of the job are refused.`,
        ...placeAt(source, at),
        path: at,
      },
    ];
  });
}

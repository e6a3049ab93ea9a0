import type { AskedOfRun } from '../../protocol/routes/shapes/job-shapes.ts';
import type { Job } from '../format/job.ts';
import { askedOption } from './asked-option.ts';
import { withDefaultPattern } from './default-pattern.ts';

/**
 * Returns the inputs that a person may set for a run: options, nodes and runners.
 *
 * @param defaultPattern pattern of the values of options that have none; absent: none
 */
export function askedOfRun(job: Job, defaultPattern?: string): AskedOfRun {
  const { options, runnerFilterEditable = false, nodefilters, nodeFilterEditable: editable } = job;
  const { filter, filterExclude } = nodefilters ?? {};
  const exclude = filterExclude === undefined ? {} : { exclude: filterExclude };
  return {
    options: withDefaultPattern(options, defaultPattern).map(askedOption),
    runnerFilterEditable,
    ...(filter === undefined ? {} : { nodes: { filter, ...exclude, editable } }),
  };
}

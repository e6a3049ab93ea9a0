import type { AskedOfRun } from '../../protocol/routes/shapes/job-shapes.ts';
import type { Job } from '../format/job.ts';
import { askedOption } from './asked-option.ts';

/** Returns the inputs that a person may set for a run: options, nodes and runners. */
export function askedOfRun(job: Job): AskedOfRun {
  const { options, runnerFilterEditable = false, nodefilters, nodeFilterEditable: editable } = job;
  const { filter, filterExclude } = nodefilters ?? {};
  const exclude = filterExclude === undefined ? {} : { exclude: filterExclude };
  return {
    options: options.map(askedOption),
    runnerFilterEditable,
    ...(filter === undefined ? {} : { nodes: { filter, ...exclude, editable } }),
  };
}

import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors of choosing the runners of a run. */
export const DISPATCH_ERRORS = {
  'nodes-unmatched': entry(
    409,
    'Job {job} selects nodes that no runner of its project executes: {nodes}.',
    'Set a node filter that selects them on a runner of the project, or let the Local Runner execute them: `outrunner project dispatch PROJECT --unmatched local`.',
  ),
  'runner-filter-invalid': entry(
    400,
    'The runner filter "{filter}" is not valid at column {column}: {problem}.',
    'Correct the filter there. An example is `db and not (eu or os=windows)`.',
  ),
  'runner-filter-fixed': entry(
    400,
    'The runners of job {job} cannot be changed for a run.',
    'Leave the runner filter out, or set `runnerFilterEditable: true` in its definition.',
  ),
  'project-runners-disabled': entry(
    409,
    'Created runners are switched off for project {project}.',
    'An administrator can switch them on: `outrunner project dispatch {project} --runners on`.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

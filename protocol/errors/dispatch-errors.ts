import { type CatalogueEntry, entry } from './catalogue-entry.ts';

/** Why nobody takes what a run would do. */
export const DISPATCH_ERRORS = {
  'nodes-unmatched': entry(
    409,
    'Job {job} would run on nodes that no runner of its project takes: {nodes}.',
    'Give a runner of the project a node filter that selects them, or let a Local Runner take them: `outrunner project dispatch PROJECT --unmatched local`.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Why the nodes of a source cannot be read on a runner. */
export const DISCOVERY_ERRORS = {
  'discovery-failed': entry(
    502,
    'Runner {runner} could not read the nodes of a source: {problem}.',
    'Correct it on the host of that runner.',
  ),
  'discovery-unavailable': entry(
    503,
    'No runner can read the nodes of a source: {problem}.',
    'Correct the runner of the source, or start one.',
  ),
  'discovery-needs-runner': entry(
    409,
    'A source of the type "{type}" runs a program, and this coordinator has no Local Runner to run it.',
    'Give the source a runner, or start the coordinator with --local-runner-same-user or --local-runner-user NAME.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

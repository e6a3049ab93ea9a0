import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors of reading a node source on a runner. */
export const DISCOVERY_ERRORS = {
  'discovery-failed': entry(
    502,
    'Runner {runner} could not read the nodes of a source: {problem}.',
    'Correct the problem on the host of the runner.',
  ),
  'discovery-unavailable': entry(
    503,
    'No runner can read the nodes of a source: {problem}.',
    'Correct the runner tags of the source, or start a runner that has them.',
  ),
  'discovery-needs-runner': entry(
    409,
    'A source of the type "{type}" runs a program, and this coordinator has no Local Runner to run it.',
    'Set the runner tags of the source, or start the coordinator with --local-runner-same-user or --local-runner-user NAME.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

import { queryFlag, queryText } from './query-values.ts';

/**
 * Rundeck's older form of a node filter in a query: a text for each attribute that selects nodes, and one that excludes
 * them. It applies if the query has neither `filter` nor `filterName`.
 */
export const NODE_PATTERN_QUERY = {
  name: queryText(),
  hostname: queryText(),
  tags: queryText(),
  'os-name': queryText(),
  'os-family': queryText(),
  'os-arch': queryText(),
  'os-version': queryText(),
  'exclude-name': queryText(),
  'exclude-hostname': queryText(),
  'exclude-tags': queryText(),
  'exclude-os-name': queryText(),
  'exclude-os-family': queryText(),
  'exclude-os-arch': queryText(),
  'exclude-os-version': queryText(),
  /** `false`: a node that is both selected and excluded is in the result. */
  'exclude-precedence': queryFlag(),
} as const;

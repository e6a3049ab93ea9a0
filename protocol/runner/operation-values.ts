import * as z from 'zod';

const Values = z.record(z.string(), z.string());

/**
 * The values that expand an operation's template, by group and key: `${option.x}` is `option.x`. Values of secure
 * options are sent separately, encrypted to the replica; this object contains only their names.
 */
export const OperationValues = z.object({
  /** Plain options that have a value. */
  option: Values,
  /** Names of the secure options whose values steps may read (`valueExposed`). */
  secureOption: z.array(z.string()),
  /**
   * Secure options whose values are in the runner's own key storage: the path `runner/…` by option. This includes
   * options that steps may not read, because the sign-in to a node may need them.
   */
  runnerKeys: Values.optional(),
  /** `name group id execid project username loglevel …`, as Rundeck's `job.*`. */
  job: Values,
  /** `name hostname username description tags os-family …`, as Rundeck's `node.*`. */
  node: Values.optional(),
  /** Project-wide values, as Rundeck's `globals.*`. */
  globals: Values.optional(),
  /** Further groups as this step on this node sees them: `data`, `exec`, `result`. */
  groups: z.record(z.string(), Values).optional(),
  /** Values of references to another step or node, by their expression: `2:data.k@web1`, `data.k*`. */
  references: Values.optional(),
});
export type OperationValues = z.infer<typeof OperationValues>;

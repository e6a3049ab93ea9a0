/** Context keys that `when` clauses of `package.json` ask, each with the type of its value. */
export interface ContextKeys {
  /** `none`: nothing chosen yet. `unreachable`: chosen, and retried in the background. */
  'outrunner.connection': 'none' | 'connecting' | 'connected' | 'unreachable' | 'refused';
  'outrunner.embedded': boolean;
  'outrunner.runnersEnabled': boolean;
  'outrunner.hasProjects': boolean;
  'outrunner.hasJobs': boolean;
}

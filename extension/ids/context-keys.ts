/** The context keys that `when` clauses in `package.json` use, with the types of their values. */
export interface ContextKeys {
  /** The kind of the connection's state. */
  'outrunner.connection': 'none' | 'connecting' | 'connected' | 'unreachable' | 'refused';
  'outrunner.embedded': boolean;
  'outrunner.runnersEnabled': boolean;
  'outrunner.hasProjects': boolean;
  'outrunner.hasJobs': boolean;
  /** Whether the Executions view has a filter. */
  'outrunner.executionsFiltered': boolean;
  /** The URIs of open documents that only their content reveals as jobs. */
  'outrunner.jobDocuments': readonly string[];
}

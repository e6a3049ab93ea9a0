/** The context keys that `when` clauses in `package.json` use, with the types of their values. */
export interface ContextKeys {
  /** The kind of the connection's state. */
  'outrunner.connection': 'none' | 'connecting' | 'connected' | 'unreachable' | 'refused';
  'outrunner.embedded': boolean;
  'outrunner.runnersEnabled': boolean;
  'outrunner.hasProjects': boolean;
  'outrunner.hasJobs': boolean;
  /** Whether a folder of the workspace has `outrunner.json`. */
  'outrunner.hasLinkedFolder': boolean;
  /** Whether the view has a filter. */
  'outrunner.runnersFiltered': boolean;
  'outrunner.tagsFiltered': boolean;
  'outrunner.projectsFiltered': boolean;
  'outrunner.executionsFiltered': boolean;
  'outrunner.keysFiltered': boolean;
  /** The `ITEM_ABILITIES` of the execution in the active panel, separated by spaces; empty if there is none. */
  'outrunner.activeExecution': string;
  /** The URIs of open documents that are recognised as jobs only by their content. */
  'outrunner.jobDocuments': readonly string[];
}

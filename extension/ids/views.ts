/** Ids of the view container and its views. A test compares them with `package.json`. */
export const VIEW_CONTAINER = 'outrunner';

export const VIEWS = {
  runners: 'outrunner.runners',
  tags: 'outrunner.tags',
  projects: 'outrunner.projects',
  executions: 'outrunner.executions',
  schedules: 'outrunner.schedules',
  keys: 'outrunner.keys',
  overview: 'outrunner.overview',
} as const;

/** View types of the webview panels. A test compares them with `package.json`. */
export const PANELS = {
  tagging: 'outrunner.taggingEditor',
  execution: 'outrunner.executionPanel',
  history: 'outrunner.jobHistory',
  runForm: 'outrunner.runForm',
} as const;

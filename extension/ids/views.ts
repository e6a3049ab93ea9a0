/** Ids of the view container and its views. A test compares them with `package.json`. */
export const VIEW_CONTAINER = 'outrunner';

export const VIEWS = {
  runners: 'outrunner.runners',
  tags: 'outrunner.tags',
  projects: 'outrunner.projects',
  executions: 'outrunner.executions',
  keys: 'outrunner.keys',
} as const;

/** View type of the job tagging editor's webview panel. */
export const TAGGING_EDITOR = 'outrunner.taggingEditor';

/** Scheme of the documents that jobs are edited in. `package.json` asks for it. */
export const JOB_SCHEME = 'outrunner-job';
/** Scheme of the document that the coordinator's settings are edited in. `package.json` asks for it too. */
export const SETTINGS_SCHEME = 'outrunner-settings';
/** Scheme of the documents that configurations of projects are edited in. `package.json` asks for it too. */
export const PROJECT_SCHEME = 'outrunner-project';

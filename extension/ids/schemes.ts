/** URI scheme of job documents. Repeated in `package.json`. */
export const JOB_SCHEME = 'outrunner-job';
/** URI scheme of the coordinator's settings document. Repeated in `package.json`. */
export const SETTINGS_SCHEME = 'outrunner-settings';
/** URI scheme of project configuration documents. Repeated in `package.json`. */
export const PROJECT_SCHEME = 'outrunner-project';
/** URI scheme of read-only texts, such as the plan of a job. */
export const TEXT_SCHEME = 'outrunner-text';
/** URI scheme of documents with the output of an execution. Repeated in `package.json`. */
export const OUTPUT_SCHEME = 'outrunner-output';

/** The schemes of documents that a coordinator stores. */
export const COORDINATOR_SCHEMES: readonly string[] = [
  JOB_SCHEME,
  PROJECT_SCHEME,
  SETTINGS_SCHEME,
  OUTPUT_SCHEME,
];

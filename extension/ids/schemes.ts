/** Scheme of the documents that jobs are edited in. `package.json` asks for it. */
export const JOB_SCHEME = 'outrunner-job';

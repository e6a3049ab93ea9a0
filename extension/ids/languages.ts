/** Language of documents with jobs. Users can choose it for any document. Repeated in `package.json`. */
export const JOB_LANGUAGE = 'outrunner-job';

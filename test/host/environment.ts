/** Contains the path of the file that receives the events of the suites, one JSON document per line. */
export const HOST_EVENTS = 'OUTRUNNER_HOST_EVENTS';

/** Limits the run to tests whose title matches. */
export const HOST_GREP = 'OUTRUNNER_HOST_GREP';

/** Contains the path of the file to which figures measured in VS Code are appended, one JSON document per line. */
export const HOST_FIGURES = 'OUTRUNNER_HOST_FIGURES';

/** The size of the long output in MiB. Default: large enough for several parts. */
export const HOST_OUTPUT_MIB = 'OUTRUNNER_HOST_OUTPUT_MIB';

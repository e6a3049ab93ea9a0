/** Names the file that takes the events of the suites, one JSON document a line. */
export const HOST_EVENTS = 'OUTRUNNER_HOST_EVENTS';

/** Only tests whose title matches run. */
export const HOST_GREP = 'OUTRUNNER_HOST_GREP';

/** Names the file that figures measured in VS Code are appended to, one JSON document a line. */
export const HOST_FIGURES = 'OUTRUNNER_HOST_FIGURES';

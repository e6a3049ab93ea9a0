/** Version of the program, written into stored files and printed by `--version`. Equals the one in `package.json`. */
export const PROGRAM_VERSION = '0.1.0';

/**
 * Version of the runner protocol. A coordinator refuses a runner with another version, and its error contains the
 * remedy.
 */
export const RUNNER_PROTOCOL_VERSION = 1;

/** Range of management API versions that the prefix `/api/{version}` accepts, in Rundeck's numbering. */
export const API_VERSIONS = { oldest: 14, newest: 59 } as const;

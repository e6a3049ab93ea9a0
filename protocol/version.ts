/**
 * Version of the program, written into every stored file and printed by `--version`. Equals `package.json`.
 */
export const PROGRAM_VERSION = '0.1.0';

/** Version of the runner protocol. A coordinator refuses a runner of another version and names the remedy. */
export const RUNNER_PROTOCOL_VERSION = 1;

/** Versions of the management API that the prefix `/api/{version}` accepts, as Rundeck numbers them. */
export const API_VERSIONS = { oldest: 14, newest: 53 } as const;

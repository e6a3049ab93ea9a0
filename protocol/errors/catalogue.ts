/**
 * Every error that leaves a process of Outrunner: its code, HTTP status, message and remedy.
 *
 * `{name}` in a template is filled from the error's parameters. `docs/errors.md` lists this table.
 */
export interface CatalogueEntry {
  /** HTTP status of an answer that carries this error. */
  readonly status: number;
  /** One sentence that names the thing. */
  readonly message: string;
  /** What the reader can do about it; empty where nothing is to be done. */
  readonly remedy: string;
}

const entry = (status: number, message: string, remedy = ''): CatalogueEntry => ({ status, message, remedy });

export const CATALOGUE = {
  'api.error.api-version.unsupported': entry(
    400,
    'API version "{version}" is not supported.',
    'Use a version from {oldest} to {newest}.',
  ),
  'invalid-input': entry(400, '{what} is not valid: {problem}.', '{remedy}'),
  'job-invalid': entry(
    400,
    'The job definition is not valid: {problem}.',
    'Check it with `outrunner job check`.',
  ),
  'options-invalid': entry(
    400,
    'The options of job {job} are not valid: {problem}.',
    'Give each option as its definition asks.',
  ),
  'node-filter-invalid': entry(
    400,
    'The node filter "{filter}" is not valid at column {column}: {problem}.',
    'Correct the pattern there.',
  ),
  'orchestrator-invalid': entry(
    400,
    'The orchestrator "{type}" cannot be used: {problem}.',
    'Correct "orchestrator" in the definition of the job.',
  ),
  'nodes-invalid': entry(400, 'The nodes are not valid: {problem}.', 'Correct them there, and try again.'),
  unauthorized: entry(
    401,
    'The API token is missing, unknown or expired.',
    'Send a valid token in the header X-Rundeck-Auth-Token.',
  ),
  'too-many-failed-logins': entry(
    429,
    'Too many requests with a wrong token came from {address}.',
    'Wait {seconds} s and try again with a valid token.',
  ),
  forbidden: entry(
    403,
    'This token has no right to {action} {resource}.',
    'Ask an administrator for that right.',
  ),
  'key-masked': entry(
    403,
    'The content of key "{path}" is never answered.',
    'Ask for its metadata as application/json.',
  ),
  'host-refused': entry(
    403,
    'Requests for host "{host}" are refused.',
    'Use the address the coordinator listens on, or set its public URL.',
  ),
  'origin-refused': entry(
    403,
    'Requests from the web page {origin} are refused.',
    'Call the API from a program.',
  ),
  'not-found': entry(404, '{kind} "{name}" does not exist, or is not to be seen with this token.', ''),
  'route-not-found': entry(
    404,
    'There is no {method} {path}.',
    'The calls are listed at /outrunner/v1/openapi.json.',
  ),
  'method-not-allowed': entry(405, '{method} is not possible for {path}.', 'Use {allowed}.'),
  'already-exists': entry(409, '{kind} "{name}" exists already.', 'Choose another name.'),
  'revision-conflict': entry(
    409,
    '{kind} "{name}" was changed by somebody else since it was read.',
    'Read it again, and apply the change to what is there now.',
  ),
  'in-use': entry(409, '{kind} "{name}" is still in use: {by}.', '{remedy}'),
  'replicas-ephemeral': entry(409, 'Runner {runner} has ephemeral replicas.', 'Use an enrollment key.'),
  'tags-in-the-way': entry(
    409,
    'The tags {tags} cannot be changed everywhere: {problem}.',
    'Change these jobs first, and wait for what runs; or let them be as they are: `leaveRest`, on the command line --leave-rest.',
  ),
  'runners-disabled': entry(
    409,
    'Runners are switched off on this coordinator.',
    'An administrator switches them on: `outrunner settings update runners.enabled=true`.',
  ),
  'no-runner-matches': entry(
    409,
    'No runner of project {project} matches: {detail}.',
    'Assign a runner with these tags to the project, or change the tags of the job.',
  ),
  'no-local-runner': entry(
    409,
    'Job {job} names no runner, and this coordinator has no Local Runner.',
    'Put runner tags on the job, or start the coordinator with --local-runner-same-user or --local-runner-user NAME.',
  ),
  'job-already-running': entry(
    409,
    'Job {job} is already running as execution {execution}.',
    'Wait for it, stop it, or set `multipleExecutions: true`.',
  ),
  'node-filter-fixed': entry(
    400,
    'The node filter of job {job} cannot be changed for a run.',
    'Leave the filter out, or set `nodeFilterEditable: true` in its definition.',
  ),
  'job-disabled': entry(
    409,
    'Execution of job {job} is disabled.',
    'Set `executionEnabled: true` in its definition.',
  ),
  'execution-mode-passive': entry(
    409,
    'The coordinator is passive: nothing new runs, and schedules do not fire.',
    'An administrator makes it active: `POST /system/executions/enable`, or `outrunner settings update executionMode.active=true`.',
  ),
  'executions-passive': entry(
    503,
    'The coordinator is passive.',
    'An administrator makes it active: `POST /system/executions/enable`.',
  ),
  'project-executions-disabled': entry(
    409,
    'Executions are disabled in project {project}.',
    'Set `project.disable.executions` to `false` in its configuration.',
  ),
  'execution-running': entry(409, 'Execution {execution} is still running.', 'Stop it first.'),
  'body-too-large': entry(
    413,
    'The request body is over the limit of {limit} bytes.',
    'Send less at once, or raise the limit in the settings.',
  ),
  'input-file-unusable': entry(
    400,
    'The file "{file}" cannot be given for option {option}: {problem}.',
    'Upload the file for this option of this job, and run the job with its new id.',
  ),
  'unsupported-media-type': entry(415, 'Content type "{type}" is not accepted here.', 'Send {accepted}.'),
  'not-available-yet': entry(501, '{what} is not available yet.', ''),
  'storage-low': entry(
    507,
    'The disk of the coordinator is nearly full ({free} bytes are free), so no new execution is accepted.',
    'Free space under {path}.',
  ),
  'storage-full': entry(507, 'The disk is full: {path} could not be written.', 'Free space there.'),
  'storage-busy': entry(503, 'The coordinator is behind with writing {what}.', 'Try again in a moment.'),
  'storage-failed': entry(
    500,
    '{path} could not be written: {problem}.',
    'The coordinator stops, so that nothing is promised that is not kept: check the disk, then start it again.',
  ),
  'key-unreadable': entry(
    500,
    'The key "{path}" cannot be decrypted: {problem}.',
    'Start the coordinator with the master key that sealed it, or store the key anew.',
  ),
  'master-key-invalid': entry(
    500,
    'The master key in {place} cannot be used: {problem}.',
    'Give 32 random bytes in base64, such as `openssl rand -base64 32` prints.',
  ),
  internal: entry(500, 'The coordinator failed to answer: {problem}.', 'Its log names the cause.'),

  'protocol-version-unsupported': entry(
    426,
    'This runner speaks protocol version {runner}; the coordinator speaks {coordinator}.',
    'Install the runner of version {program}.',
  ),
  'enrollment-refused': entry(
    401,
    'The enrollment token is unknown, used or expired.',
    'Create a new one: `outrunner runner regenerate NAME`.',
  ),
  'enrollment-out-of-bounds': entry(
    409,
    'The enrollment key of runner {runner} does not enroll this replica: {problem}.',
    'Wait until a replica is gone, or create another key: `outrunner runner key create NAME`.',
  ),
  'enrollment-key-differs': entry(
    409,
    'The enrollment token was used by another replica.',
    'Regenerate the credentials of the runner; if nobody you know used it, revoke that replica.',
  ),
  'replica-revoked': entry(
    401,
    'The credentials of this replica were revoked.',
    'Regenerate the credentials of the runner and enroll again in an empty data dir.',
  ),
  'access-token-invalid': entry(401, 'The access token is unknown or expired.', 'Sign in again.'),
  'proof-invalid': entry(
    401,
    'The signature of the sign-in does not fit this replica.',
    'Enroll again in an empty data dir.',
  ),
  'enrollment-token-missing': entry(
    401,
    'The data dir {path} holds no enrolled replica, and no enrollment token was given.',
    'Create a runner (`outrunner runner create NAME`), and give its token in OUTRUNNER_ENROLLMENT_TOKEN or with --enrollment-token-file FILE.',
  ),
  'another-coordinator': entry(
    409,
    'The data dir {path} was enrolled with coordinator {enrolled}, but {url} is coordinator {found}.',
    'Give the address of that coordinator, or enroll in an empty --data-dir.',
  ),
  'certificate-differs': entry(
    502,
    'No certificate that {url} presents has the fingerprint {fingerprint}.',
    'Copy the install command again; if its fingerprint is the same, somebody stands between.',
  ),
  'session-unknown': entry(409, 'This session is not open here.', 'Open one with sync.'),
  'session-replaced': entry(
    409,
    'A newer session of this replica replaced this one.',
    'Run each replica with a data dir of its own.',
  ),
  'replica-copied': entry(
    409,
    'Two processes use the credentials of replica {replica} of runner {runner} at once: its data dir was copied.',
    'End one of them, and enroll it with a token of its own in an empty data dir: `outrunner runner add-replica NAME`. If you do not know the other, delete the replica.',
  ),
  'sync-overtaken': entry(409, 'A later sync of this runner came before this one.', ''),
  'poll-replaced': entry(409, 'A newer poll of this session replaced this one.', ''),
  'frames-invalid': entry(400, 'The output frames are not valid: {problem}.', ''),
  'output-conflict': entry(
    409,
    'Output of operation {operation} at offset {offset} differs from what is stored.',
    '',
  ),
  'output-complete': entry(409, 'The output of operation {operation} is complete at offset {offset}.', ''),
  'operation-not-granted': entry(409, 'Operation {operation} is not granted to this replica.', ''),

  usage: entry(400, '{problem}', '{remedy}'),
  'not-reached': entry(
    503,
    'The coordinator at {url} was not reached: {problem}.',
    'Check the address, and that it is running.',
  ),
  'not-a-coordinator': entry(
    502,
    '{url} did not answer as an Outrunner coordinator ({problem}).',
    'Check the address, and any proxy between.',
  ),
  'certificate-untrusted': entry(
    502,
    'The certificate of {url} is not trusted: {problem}.',
    'Give the certificate of its authority with --ca FILE, and use a name that it is made for.',
  ),
  'port-in-use': entry(
    500,
    'Port {port} on {address} is in use.',
    'Stop what listens there, or choose another with --listen ADDR:PORT.',
  ),
  'address-not-bindable': entry(
    500,
    'Cannot listen on {address}:{port}: {problem}.',
    'Choose an address of this machine with --listen ADDR:PORT.',
  ),
  'insecure-listen': entry(
    500,
    'Refusing to listen on {address} without TLS.',
    'Give --tls-cert and --tls-key, or --behind-tls-proxy ADDR, or listen on 127.0.0.1.',
  ),
  'data-dir-unusable': entry(500, 'The data dir {path} cannot be used: {problem}.', '{remedy}'),
  'data-dir-owned': entry(
    500,
    'The data dir {path} belongs to a process that is running{address}.',
    'Stop that process, or choose another --data-dir.',
  ),
  'data-newer': entry(
    500,
    '{path} was written by version {version}, which is newer than this program.',
    'Install version {version} or a later one.',
  ),
  'data-damaged': entry(500, '{path} is damaged: {problem}.', 'Restore it from a backup.'),
  'node-too-old': entry(
    500,
    'The coordinator needs Node.js 22.13 or later; this is {version}.',
    'Run it with a newer Node.js.',
  ),
  'not-connected': entry(
    500,
    'VS Code is not connected to a coordinator.',
    'Start the embedded coordinator, or connect to one.',
  ),
  'embedded-not-started': entry(
    500,
    'The embedded coordinator did not start: {problem}.',
    'Its log names the cause: “Outrunner: Show Coordinator Log”.',
  ),
  'embedded-not-stopped': entry(
    500,
    'The embedded coordinator (process {pid}) does not end.',
    'End that process, and start it again.',
  ),
  'pty-unavailable': entry(
    500,
    'This runner cannot give a step a terminal: no node-pty binary fits it.',
    'Install node-pty beside the runner, or remove `pty: true`.',
  ),
  'option-values-unknown': entry(
    502,
    'The values of option "{option}" of job {job} are not known: {problem}.',
    'Correct the valuesUrl of the option, or what answers there.',
  ),
  'fetch-refused': entry(
    403,
    'Nothing is fetched from {host}: {problem}.',
    'List the host, its address or its network in the setting fetch.allowed where that is meant.',
  ),
  'fetch-failed': entry(
    502,
    '{url} could not be fetched: {problem}.',
    'Check the address, and what answers there.',
  ),
  'fetch-too-large': entry(502, '{url} is larger than {limit} bytes.', 'Fetch less, or raise the limit.'),
  'fetch-timed-out': entry(
    504,
    '{url} did not answer whole within {seconds} s.',
    'Check what answers there.',
  ),
  'fetch-checksum-differs': entry(
    502,
    '{url} has the checksum {found}, and not {expected}.',
    'Look at what changed there before the checksum is corrected.',
  ),
  'pattern-too-slow': entry(
    400,
    'The pattern {pattern} could not be matched: it took {problem}.',
    'Write it without repetitions within repetitions, or without look-around and back-references.',
  ),
  'aborted-by-user': entry(500, 'Stopped by a person.', ''),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

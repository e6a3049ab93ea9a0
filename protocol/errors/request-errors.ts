import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors of requests to the management API: refusals, and failures to answer. */
export const REQUEST_ERRORS = {
  'api.error.api-version.unsupported': entry(
    400,
    'API version "{version}" is not supported.',
    'Use a version from {oldest} to {newest}.',
  ),
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
  'too-many-requests': entry(
    429,
    'Too many {what}: the limit is {limit}.',
    'Wait {seconds} s, then try again.',
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
  'body-too-slow': entry(
    408,
    'The request body did not arrive within {seconds} s.',
    'Try again over a faster connection.',
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
  'storage-refused': entry(
    500,
    '{path} refused a value: {problem}.',
    'Nothing of this request was stored; everything else works. Report it with the logs of the coordinator.',
  ),
  'storage-failed': entry(
    500,
    '{path} could not be written: {problem}.',
    'The coordinator stops, so that nothing is promised that is not kept: check the disk, then start it again.',
  ),
  'key-kind-differs': entry(
    400,
    'The key "{path}" is a {is}, and a {wanted} is needed.',
    'Name a {wanted}, or store it at that path with its kind.',
  ),
  'key-unreadable': entry(
    500,
    'The key "{path}" cannot be decrypted: {problem}.',
    'Start the coordinator with the master key that sealed it, or store the key anew.',
  ),
  'master-key-invalid': entry(
    500,
    'The master key in {place} cannot be used: {problem}.',
    'Give the one that sealed the keys; where none is sealed yet, 32 random bytes in base64, as `openssl rand -base64 32` prints.',
  ),
  internal: entry(500, 'The coordinator failed to answer: {problem}.', 'Its log names the cause.'),
  'output-damaged': entry(
    500,
    "Bytes {from} to {to} of the output of operation {operation} are damaged on the coordinator's disk.",
    'Read the rest: ask for the range from byte {to} on. The log of the coordinator names the file.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

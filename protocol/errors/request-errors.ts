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
    'Correct the options as the definition of the job requires.',
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
  'archive-invalid': entry(
    400,
    'The project archive cannot be imported: {problem}.',
    'Export the project again, and import the archive unchanged. Nothing was imported.',
  ),
  'archive-too-large': entry(
    413,
    'The project archive exceeds the limit of {limit} bytes.',
    'Export the executions in several archives with executionIds, and import each of them.',
  ),
  'archive-executions-too-large': entry(
    413,
    'The executions of the archive exceed {limit} bytes, unpacked: {left} executions were not imported.',
    'Export the other executions in several archives with executionIds, and import each of them.',
  ),
  'archive-failed': entry(
    500,
    'The export {token} of the project failed: {problem}.',
    'Export the project again.',
  ),
  'policy-invalid': entry(
    400,
    'The ACL policy {policy} is not valid: {problem}.',
    'Correct it. `outrunner acl validate FILE` checks a file.',
  ),
  'policies-unreadable': entry(
    500,
    'The stored ACL policies cannot be read. The log of the coordinator names the file.',
    'Replace that file with `outrunner acl update`, or delete it.',
  ),
  'too-many-policies': entry(
    409,
    '{where} already has {limit} ACL policy files, which is the limit.',
    'Delete files that are not needed, or combine several in one file.',
  ),
  'nodes-invalid': entry(400, 'The nodes are not valid: {problem}.', 'Correct the nodes, and try again.'),
  unauthorized: entry(
    401,
    'The API token is missing, unknown or expired.',
    'Send a valid token in the header X-Rundeck-Auth-Token.',
  ),
  'token-network': entry(
    403,
    'This API token may not be used from {address}.',
    'Call from one of its networks, which `outrunner token list` shows, or create a token for this one.',
  ),
  'token-too-wide': entry(
    403,
    'The token cannot be created: {problem}.',
    'Create it within the limits of your own token, or ask an administrator.',
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
    'The content of key "{path}" cannot be read.',
    'Request its metadata as application/json.',
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
  'not-found': entry(404, '{kind} "{name}" does not exist, or is not visible to this token.', ''),
  'route-not-found': entry(
    404,
    '{method} {path} does not exist.',
    'All calls are listed at /outrunner/v1/openapi.json.',
  ),
  'method-not-allowed': entry(405, '{method} is not allowed for {path}.', 'Use {allowed}.'),
  'already-exists': entry(409, '{kind} "{name}" already exists.', 'Choose another name.'),
  'revision-conflict': entry(
    409,
    '{kind} "{name}" was changed by somebody else since it was read.',
    'Read it again, and apply your change to the current version.',
  ),
  'in-use': entry(409, '{kind} "{name}" is still in use: {by}.', '{remedy}'),
  'replicas-ephemeral': entry(409, 'Runner {runner} has ephemeral replicas.', 'Use an enrollment key.'),
  'tags-in-the-way': entry(
    409,
    'The tags {tags} cannot be changed everywhere: {problem}.',
    'Resolve these conflicts and wait for running executions, or leave these objects unchanged with `leaveRest` (--leave-rest on the command line).',
  ),
  'runners-disabled': entry(
    409,
    'Runners are switched off on this coordinator.',
    'An administrator can switch them on: `outrunner settings update runners.enabled=true`.',
  ),
  'no-runner-matches': entry(
    409,
    'No runner of project {project} matches: {detail}.',
    'Assign a runner with these tags to the project, or change the tags of the job.',
  ),
  'no-local-runner': entry(
    409,
    'Job {job} selects no runner, and this coordinator has no Local Runner.',
    'Add runner tags to the job, or start the coordinator with --local-runner-same-user or --local-runner-user NAME.',
  ),
  'job-already-running': entry(
    409,
    'Job {job} is already running as execution {execution}.',
    'Wait for it, stop it, or set `multipleExecutions: true`.',
  ),
  'node-filter-fixed': entry(
    400,
    'The node filter of job {job} cannot be changed for a run.',
    'Omit the filter, or set `nodeFilterEditable: true` in its definition.',
  ),
  'job-disabled': entry(
    409,
    'Execution of job {job} is disabled.',
    'Set `executionEnabled: true` in its definition.',
  ),
  'execution-mode-passive': entry(
    409,
    'The coordinator is passive: it starts no executions, and schedules do not fire.',
    'An administrator can make it active: `POST /system/executions/enable`, or `outrunner settings update executionMode.active=true`.',
  ),
  'executions-passive': entry(
    503,
    'The coordinator is passive.',
    'An administrator can make it active: `POST /system/executions/enable`.',
  ),
  'project-executions-disabled': entry(
    409,
    'Executions are disabled in project {project}.',
    'Set `project.disable.executions` to `false` in its configuration.',
  ),
  'execution-running': entry(409, 'Execution {execution} is still running.', 'Stop it first.'),
  'execution-retry-pending': entry(
    409,
    'Execution {execution} failed and waits for its retry.',
    'Stop it first, which cancels the retry, or wait for the retry.',
  ),
  'body-too-large': entry(
    413,
    'The request body exceeds the limit of {limit} bytes.',
    'Send a smaller body, or raise the limit in the settings.',
  ),
  'body-too-slow': entry(
    408,
    'The request body did not arrive within {seconds} s.',
    'Try again over a faster connection.',
  ),
  'webhook-not-found': entry(
    404,
    'No webhook has this token.',
    'Copy the URL of the webhook again: `outrunner webhook show NAME`.',
  ),
  'webhook-disabled': entry(
    404,
    'The webhook is disabled.',
    'Enable it: `outrunner webhook update NAME --enable`.',
  ),
  'webhook-unauthorized': entry(
    401,
    'The Authorization header of the webhook event is missing or wrong.',
    'Send the authorization string of the webhook. `outrunner webhook update NAME --new-authorization` creates a new one.',
  ),
  'webhook-plugin-unsupported': entry(
    400,
    'The event plugin "{plugin}" is not supported.',
    'Use {supported}.',
  ),
  'webhook-invalid': entry(400, 'The webhook "{name}" is not valid: {problem}.', '{remedy}'),
  'webhook-payload-invalid': entry(
    400,
    'The webhook "{name}" cannot use the payload: {problem}.',
    '{remedy}',
  ),
  'input-file-unusable': entry(
    400,
    'The file "{file}" cannot be used for option {option}: {problem}.',
    'Upload the file for this option of this job, and run the job with its new id.',
  ),
  'unsupported-media-type': entry(415, 'Content type "{type}" is not accepted here.', 'Send {accepted}.'),
  'not-available-yet': entry(501, '{what} is not available yet.', ''),
  'storage-low': entry(
    507,
    'The disk of the coordinator is nearly full ({free} bytes are free), so no new execution is accepted.',
    'Free space under {path}.',
  ),
  'storage-full': entry(507, 'The disk is full: {path} could not be written.', 'Free space on that disk.'),
  'storage-busy': entry(
    503,
    'The coordinator cannot store {what} now, because it is busy or stopping.',
    'Try again in a moment.',
  ),
  'storage-refused': entry(
    500,
    'The database {path} rejected a value: {problem}.',
    'Nothing of this request was stored. Other requests are not affected. Report the problem with the logs of the coordinator.',
  ),
  'storage-failed': entry(
    500,
    '{path} could not be written: {problem}.',
    'The coordinator stops, so that it never acknowledges data that it cannot store. Check the disk, then start it again.',
  ),
  'key-kind-differs': entry(
    400,
    'The key "{path}" is a {is}, but a {wanted} is required.',
    'Use the path of a {wanted}, or store one at this path.',
  ),
  'key-unreadable': entry(
    500,
    'The key "{path}" cannot be decrypted: {problem}.',
    'Start the coordinator with the master key that sealed it, or store the key again.',
  ),
  'master-key-invalid': entry(
    500,
    'The master key in {place} cannot be used: {problem}.',
    'Use the key that sealed the stored keys. If no key is stored yet, use 32 random bytes in base64, as `openssl rand -base64 32` prints them.',
  ),
  internal: entry(500, 'The coordinator failed to answer: {problem}.', 'Its log contains the cause.'),
  'output-damaged': entry(
    500,
    "Bytes {from} to {to} of the output of operation {operation} are damaged on the coordinator's disk.",
    'To read the rest, request the range from byte {to} on. The log of the coordinator contains the path of the file.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

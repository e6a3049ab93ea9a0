import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Errors of installing and starting programs, and of reaching a coordinator. */
export const PROGRAM_ERRORS = {
  'too-many-downloads': entry(429, 'Too many downloads at once.', 'Try again in a minute.'),
  'install-failed': entry(
    500,
    'The installation stopped at "{act}": {problem}.',
    'Fix the problem and run the installation again. Completed steps are not repeated.',
  ),
  'folder-link-invalid': entry(
    400,
    'outrunner.json is not valid: {problem}.',
    'Correct it; docs/jobs-in-git.md describes its keys.',
  ),
  'folder-link-elsewhere': entry(
    400,
    'outrunner.json links this folder to the coordinator {linked}, not to {url}.',
    'Connect to that coordinator (on the command line: set OUTRUNNER_URL and OUTRUNNER_TOKEN), or remove "coordinator" from the file.',
  ),
  'folder-link-foreign': entry(
    400,
    '{file} belongs to {owner}, so it may not choose the project.',
    'Name the project with `-p PROJECT`, or make yourself the owner of the file.',
  ),
  'folder-unsafe': entry(
    400,
    'The folder of jobs cannot be used: {problem}.',
    'Use plain files and folders below the folder of outrunner.json.',
  ),
  'job-files-invalid': entry(
    400,
    '{count} of the job files cannot be read.',
    'Correct them, or move them out of the folder of jobs.',
  ),
  'not-reached': entry(
    503,
    'Cannot reach the coordinator at {url}: {problem}.',
    'Check the address, and that the coordinator is running.',
  ),
  'not-a-coordinator': entry(
    502,
    '{url} did not answer as an Outrunner coordinator ({problem}).',
    'Check the address, and any proxy in between.',
  ),
  'certificate-untrusted': entry(
    502,
    'The certificate of {url} is not trusted: {problem}.',
    'Pass the certificate of its authority as a file: to a runner with --ca FILE, to other commands in OUTRUNNER_CA. The certificate must be valid for the host of the URL.',
  ),
  'port-in-use': entry(
    500,
    'Port {port} on {address} is in use.',
    'Stop the process that uses it, or choose another port with --listen ADDR:PORT.',
  ),
  'address-not-bindable': entry(
    500,
    'Cannot listen on {address}:{port}: {problem}.',
    'Choose an address of this machine with --listen ADDR:PORT.',
  ),
  'insecure-listen': entry(
    500,
    'Refusing to listen on {address} without TLS.',
    'Set --tls-cert and --tls-key, or --behind-tls-proxy ADDR, or listen on 127.0.0.1. --insecure-plaintext allows it, but then anyone on the network path can read tokens, secrets and output.',
  ),
  'plaintext-refused': entry(
    400,
    'Refusing to call {url} without TLS: anyone on the network path could read tokens, secrets and output.',
    'Use its https:// address. To allow it anyway, use --insecure-plaintext for a runner or a command, OUTRUNNER_INSECURE_PLAINTEXT=1 for commands, or the setting outrunner.coordinator.insecurePlaintext in VS Code.',
  ),
  'proxy-bypassed': entry(
    403,
    'The request from {address} did not come through the TLS proxy of this coordinator.',
    'Use the https:// address of the proxy, or add {address} to --behind-tls-proxy if it is a proxy that terminates TLS.',
  ),
  'data-dir-unusable': entry(500, 'The data dir {path} cannot be used: {problem}.', '{remedy}'),
  'data-dir-owned': entry(
    500,
    'The data dir {path} is in use by a running process{address}.',
    'Stop that process, or choose another --data-dir.',
  ),
  'data-dir-copied': entry(
    409,
    'The data dir {path} is a copy of one that a running replica uses (its keeper is process {pid}).',
    'Enroll with a separate token in an empty data dir: `outrunner runner add-replica NAME`.',
  ),
  'data-newer': entry(
    500,
    '{path} was written by version {version}, which is newer than this program.',
    'Install version {version} or a later one.',
  ),
  'database-damaged': entry(
    500,
    '{path} is damaged: {problem}.',
    'The coordinator stops, so that it never acknowledges data that it cannot store. Check the disk, then restore the file from a backup. Without one, move the file and its `-wal` and `-shm` files away and start the coordinator again; open executions then end as unknown.',
  ),
  'identity-damaged': entry(
    500,
    '{path} is damaged: {problem}.',
    'Restore it from a backup. Without one, move it away, create a new token with `outrunner runner regenerate NAME` (`outrunner runner add-replica NAME` if the runner has other replicas), and enroll again: `outrunner runner enroll --data-dir {dataDir} --server URL --enrollment-token-file FILE`.',
  ),
  'node-too-old': entry(
    500,
    'The coordinator needs Node.js 22.13 or later, but runs on {version}.',
    'Run it with a newer Node.js.',
  ),
  'not-connected': entry(
    500,
    'VS Code is not connected to a coordinator.',
    'Start the embedded coordinator, or connect to one.',
  ),
  'coordinator-switched': entry(
    500,
    'The window was switched to another coordinator, where nothing was changed.',
    'Run the command again, or switch back.',
  ),
  'no-runners': entry(
    500,
    'There are no created runners.',
    'Create one: “Outrunner: Create Runner…”, or `outrunner runner create NAME`.',
  ),
  'no-projects': entry(
    500,
    'There are no projects.',
    'Create one: “Outrunner: Create Project…”, or `outrunner project create NAME`.',
  ),
  'workspace-untrusted': entry(
    500,
    'Outrunner starts nothing in this window, because its workspace is not trusted.',
    'Trust the workspace: “Workspaces: Manage Workspace Trust”.',
  ),
  'embedded-not-started': entry(
    500,
    'The embedded coordinator did not start: {problem}.',
    'Its log contains the cause: “Outrunner: Show Coordinator Log”.',
  ),
  'embedded-not-stopped': entry(
    500,
    'The embedded coordinator (process {pid}) does not exit.',
    'End that process, then start the coordinator again.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

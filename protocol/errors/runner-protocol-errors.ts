import { type CatalogueEntry, entry } from '../../support/errors/catalogue-entry.ts';

/** Refusals between a coordinator and a runner. */
export const RUNNER_PROTOCOL_ERRORS = {
  'protocol-version-unsupported': entry(
    426,
    'This runner uses protocol version {runner}, and the coordinator uses {coordinator}.',
    'Install version {program} of the runner.',
  ),
  'enrollment-refused': entry(
    401,
    'The enrollment token is unknown, used or expired.',
    'Create a new one: `outrunner runner regenerate NAME`.',
  ),
  'enrollment-out-of-bounds': entry(
    409,
    'The enrollment key of runner {runner} cannot enroll this replica: {problem}.',
    'Wait until a replica is gone, or create another key: `outrunner runner key create NAME`.',
  ),
  'enrollment-key-differs': entry(
    409,
    'The enrollment token was used by another replica.',
    'Regenerate the credentials of the runner. If you do not know who used the token, delete that replica.',
  ),
  'replica-revoked': entry(
    401,
    'The credentials of this replica were revoked.',
    'Regenerate the credentials of the runner and enroll again in an empty data dir.',
  ),
  'access-token-invalid': entry(401, 'The access token is unknown or expired.', 'Sign in again.'),
  'proof-invalid': entry(
    401,
    'The signature of the sign-in does not match this replica.',
    'Enroll again in an empty data dir.',
  ),
  'enrollment-token-missing': entry(
    401,
    'The data dir {path} contains no enrolled replica, and no enrollment token was given.',
    'Create a runner (`outrunner runner create NAME`), and pass its token in OUTRUNNER_ENROLLMENT_TOKEN or with --enrollment-token-file FILE.',
  ),
  'another-coordinator': entry(
    409,
    'The data dir {path} was enrolled with coordinator {enrolled}, but {url} is coordinator {found}.',
    'Use the address of coordinator {enrolled}, or enroll in an empty --data-dir.',
  ),
  'certificate-differs': entry(
    502,
    'No certificate that {url} presents has the fingerprint {fingerprint}.',
    'Copy the install command again; if its fingerprint is the same, somebody may be intercepting the connection.',
  ),
  'session-unknown': entry(409, 'This session is not open here.', 'Open one with sync.'),
  'session-replaced': entry(
    409,
    'A newer session of this replica replaced this one.',
    'Run each replica with its own data dir.',
  ),
  'replica-copied': entry(
    409,
    'Two processes use the credentials of replica {replica} of runner {runner} at once: its data dir was copied.',
    'End one of them, and enroll it with a separate token in an empty data dir: `outrunner runner add-replica NAME`. If you do not recognise the other process, delete the replica.',
  ),
  'sync-overtaken': entry(409, 'A later sync of this runner arrived before this one.', ''),
  'poll-replaced': entry(409, 'A newer poll of this session replaced this one.', ''),
  'frames-invalid': entry(400, 'The output frames are not valid: {problem}.', ''),
  'output-conflict': entry(
    409,
    'Output of operation {operation} at offset {offset} differs from what is stored.',
    '',
  ),
  'output-complete': entry(409, 'The output of operation {operation} is complete at offset {offset}.', ''),
  'operation-not-granted': entry(409, 'Operation {operation} is not granted to this replica.', ''),
} as const satisfies Record<string, CatalogueEntry>;

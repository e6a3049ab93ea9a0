import { WEBHOOK_PAYLOAD_BYTES } from '../../protocol/routes/shapes/webhook-shapes.ts';

/** A limit for HTTP callers. */
export interface Limit {
  readonly value: number;
  /** Description of the value with its unit, for the table in `docs/security.md`. */
  readonly bounds: string;
}

const limit = (value: number, bounds: string): Limit => ({ value, bounds });

/** The limits for HTTP callers. The limits that an administrator can change are in the settings (`limits`). */
export const HTTP_LIMITS = {
  failedLogins: limit(
    20,
    'Failed logins within a minute, of one address or with one replica id or enrollment token, before further failures answer 429. A valid credential is never limited',
  ),
  failedLoginOrigins: limit(10_000, 'Addresses and credentials whose failed logins are counted'),
  recordedRefusals: limit(
    20,
    'Networks and kinds of credentials whose refused logins are recorded by themselves in the audit within a minute. Further ones are counted in one record',
  ),
  signIns: limit(64, 'Sign-ins of one replica within a minute'),
  anonymousBodyBytes: limit(
    16_384,
    'Bytes of a request body that is read before the caller is known (`enroll`, `token`)',
  ),
  anonymousBodySeconds: limit(
    10,
    'Seconds within which the body of an `enroll` or `token` request must arrive',
  ),
  smallBodyBytes: limit(1024 * 1024, 'Bytes of a small request body, which never waits for memory'),
  jsonValues: limit(
    25_000,
    'Values in the JSON of a request to the management API, counted by commas and opening brackets. Texts of jobs and nodes are not counted',
  ),
  webhookBytes: limit(WEBHOOK_PAYLOAD_BYTES, 'Bytes of the payload of a webhook'),
  formFields: limit(100, 'Fields and files of a form'),
  syncBytes: limit(2 * 1024 * 1024, 'Bytes of a `sync` request, more than 10,000 held operations take'),
  syncValues: limit(50_000, 'Values in the JSON of a `sync` request'),
  largeBodiesBytes: limit(
    256 * 1024 * 1024,
    'Bytes of larger request bodies of all callers that are handled at the same time. Further ones wait',
  ),
  largeBodiesBytesOfOne: limit(
    64 * 1024 * 1024,
    'Bytes of larger request bodies of one caller that are handled at the same time. A body that is longer is handled alone',
  ),
  headerBytes: limit(16_384, 'Bytes of the headers of a request'),
  headersSeconds: limit(
    15,
    'Seconds within which the headers of a request must arrive, counted from the connection',
  ),
  handshakeSeconds: limit(15, 'Seconds for a TLS handshake'),
  requestSeconds: limit(300, 'Seconds within which a whole request must arrive'),
  keepAliveSeconds: limit(75, 'Seconds until an idle connection is closed'),
  connections: limit(
    65_536,
    'Open connections. Fewer if the coordinator may open fewer files: three quarters of them, or all but 4,096',
  ),
  unprovenConnections: limit(
    8192,
    'Open connections that have not shown a valid credential, at most half of all. A new one closes the one that has been idle longest',
  ),
  unprovenConnectionsOfOne: limit(
    4096,
    'Open connections of one address that have not shown a valid credential, at most half of the limit for all addresses',
  ),
  connectionsOfOne: limit(
    256,
    'Connections of one replica or API token, at most a quarter of all. A new one closes its oldest one',
  ),
  pipelinedRequests: limit(
    16,
    'Pipelined requests that wait on one connection for the answer to the previous one. More close the connection',
  ),
  requestsOfOne: limit(256, 'Concurrent requests of one replica or API token, not counting streams'),
  replicaBodyRate: limit(
    1024 * 1024,
    'Bytes per second in `sync` and `results` requests of one replica that are longer than 64 KiB, after a burst of 4 MiB. Further ones wait',
  ),
  replicaBodyBytes: limit(
    16_777_216,
    'Bytes of request bodies of one replica in memory, more if one body may be larger',
  ),
  streams: limit(
    4096,
    'Open event and output streams. At the limit, a new stream of a caller with fewer closes the oldest one of the caller with the most',
  ),
  streamPages: limit(
    64,
    'Event streams with output in memory, up to half a MiB each. While others wait for that memory, streams whose readers have not read for half a second are closed',
  ),
  unreadStreams: limit(
    256,
    'Streams that wait for their readers. Above the limit, the one that has waited longest is closed',
  ),
  unreadSeconds: limit(
    30,
    'Seconds within which the reader of a stream or of a long answer must read something. A reader that reads nothing is disconnected after one to two times as long',
  ),
} as const satisfies Record<string, Limit>;

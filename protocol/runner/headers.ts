import type { OperationId } from '../ids.ts';

/**
 * Headers of the runner protocol. A runner accepts an answer only with the protocol header, the JSON type and the
 * enrolled coordinator's id. It treats anything else (a captive portal, a proxy's error page) as a lost link, and
 * retries.
 */
export const RUNNER_HEADERS = {
  /** In requests and answers: the protocol version, `RUNNER_PROTOCOL_VERSION`. */
  protocol: 'outrunner-protocol',
  /** In answers: the id of the coordinator. */
  coordinator: 'outrunner-coordinator',
  /**
   * In answers: the generation of the coordinator, which rises when the coordinator detects that it was restored from a
   * backup.
   */
  generation: 'outrunner-generation',
  /** In answers: the highest durable sequence of the journal. */
  sequence: 'outrunner-sequence',
  /**
   * In answers: proves that the coordinator issued its generation and sequence. It is opaque to a replica, which
   * returns it in `sync`.
   */
  positionProof: 'outrunner-position-proof',
  /** In requests, except `enroll` and `token`: `Bearer ACCESS_TOKEN`. */
  authorization: 'authorization',
  /** In requests of a session (poll, claims, output, results): the id of the session. */
  session: 'outrunner-session',
} as const;

export const RUNNER_PATHS = {
  enroll: '/runner/v1/enroll',
  token: '/runner/v1/token',
  sync: '/runner/v1/sync',
  poll: '/runner/v1/poll',
  claims: '/runner/v1/claims',
  output: '/runner/v1/output',
  results: '/runner/v1/results',
  discoveries: '/runner/v1/discoveries',
} as const;

/**
 * Returns the path for `GET` of a file that was uploaded for an option. Only the replica with the grant of the
 * operation may read the file. Supports `Range`.
 */
export function operationFilePath(operation: OperationId, file: string): string {
  return `/runner/v1/operations/${operation}/files/${file}`;
}

/** Content type of the answer with an uploaded file: its unmodified bytes. */
export const FILE_CONTENT_TYPE = 'application/octet-stream';

/** Content type of `POST output`: frames in the encoding of `frames.ts`. */
export const FRAMES_CONTENT_TYPE = 'application/vnd.outrunner.frames';

/** Limits that both sides enforce. Sizes are in bytes. */
export const RUNNER_LIMITS = {
  /** Maximum size of the frames in one `output` request. */
  outputRequestBytes: 512 * 1024,
  /** Maximum number of concurrent `output` requests of one session. */
  outputRequestsInFlight: 4,
  /** Maximum payload of one frame. */
  framePayloadBytes: 64 * 1024,
  /** Maximum number of entries of one list in any call. */
  listEntries: 512,
  /** Maximum number of values in the JSON of one `results` request, counted by commas and opening brackets. */
  resultsValues: 20_000,
  /** Maximum number of operations that one replica runs at once. */
  runningOperations: 10_000,
  /** Maximum number of operations that one replica may report in a `sync`. */
  heldOperations: 10_000,
  /** Limits of the frames that the coordinator buffers until a gap before them is filled. */
  aheadBytes: 2 * 1024 * 1024,
  aheadMilliseconds: 1000,
} as const;

import type { OperationId } from '../ids.ts';

/**
 * Headers of the runner protocol. An answer counts only with the protocol header, the JSON type and the enrolled
 * coordinator's id: anything else (a captive portal, a proxy's error page) is "link down, retry".
 */
export const RUNNER_HEADERS = {
  /** Header of requests and responses: RUNNER_PROTOCOL_VERSION. */
  protocol: 'outrunner-protocol',
  /** Answers: id of the coordinator. */
  coordinator: 'outrunner-coordinator',
  /** Answers: generation of the coordinator, raised when it finds itself restored from a backup. */
  generation: 'outrunner-generation',
  /** Answers: highest durable sequence of the journal. */
  sequence: 'outrunner-sequence',
  /** In answers: proves that the coordinator issued its generation and sequence. Opaque to a replica, which returns it in `sync`. */
  positionProof: 'outrunner-position-proof',
  /** Requests: `Bearer ACCESS_TOKEN`, on every call but `enroll` and `token`. */
  authorization: 'authorization',
  /** Requests of a session (poll, claims, output, results). */
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

/** `GET`: a file that was uploaded for an option, for the replica with the grant of the operation. Supports `Range`. */
export function operationFilePath(operation: OperationId, file: string): string {
  return `/runner/v1/operations/${operation}/files/${file}`;
}

/** Content type of its answer: the bytes as they are. */
export const FILE_CONTENT_TYPE = 'application/octet-stream';

/** Content type of `POST output`: frames as `frames.ts` encodes them. */
export const FRAMES_CONTENT_TYPE = 'application/vnd.outrunner.frames';

/** Limits that both sides enforce. Sizes are in bytes. */
export const RUNNER_LIMITS = {
  /** Frames in one `output` request. */
  outputRequestBytes: 512 * 1024,
  /** `output` requests of one session in flight. */
  outputRequestsInFlight: 4,
  /** Payload of one frame. */
  framePayloadBytes: 64 * 1024,
  /** Entries of one list in any call. */
  listEntries: 512,
  /** Values in the JSON of one `results` request, counted by commas and opening brackets. */
  resultsValues: 20_000,
  /** Operations that one replica runs at once. */
  runningOperations: 10_000,
  /** Operations that one replica may report in a `sync`. */
  heldOperations: 10_000,
  /** Frames held back by the coordinator while a gap before them fills: bytes and milliseconds. */
  aheadBytes: 2 * 1024 * 1024,
  aheadMilliseconds: 1000,
} as const;

import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { FILE_CONTENT_TYPE, RUNNER_HEADERS } from '../../protocol/runner/headers.ts';
import { NO_POSITION, Position } from '../../protocol/runner/position.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../protocol/version.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';

/** A raw HTTP answer from any server. Header names are in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** An error that the coordinator itself returned. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

export type Judgement =
  | {
      readonly kind: 'answered';
      readonly json: unknown;
      readonly coordinator: string;
      readonly seen: Position;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly coordinator: string }
  /** The answer of a coordinator that this replica is not enrolled with. */
  | { readonly kind: 'another-coordinator'; readonly coordinator: string }
  /** The answer of a proxy or a captive portal, or a truncated answer. */
  | { readonly kind: 'not-ours'; readonly problem: string };

/**
 * Decides whether an answer comes from the coordinator itself. Requires the protocol header, the JSON type, and the id of
 * the coordinator that this replica is enrolled with (`coordinatorId`; undefined before the enrollment). A status alone
 * is not sufficient, because a proxy may have sent it.
 */
export function judgeAnswer(answer: RawAnswer, coordinatorId: string | undefined): Judgement {
  const protocol = header(answer, RUNNER_HEADERS.protocol);
  const coordinator = header(answer, RUNNER_HEADERS.coordinator);
  if (protocol === undefined && asksForCertificate(answer))
    return notOurs('it asks for a client certificate: give one with --client-cert and --client-key');
  if (protocol === undefined || coordinator === undefined)
    return notOurs(`status ${answer.status} from another server`);
  if (!/^application\/json\b/i.test(header(answer, 'content-type') ?? ''))
    return notOurs(`status ${answer.status}, not JSON`);
  const json = parsedJson(answer.body);
  if (json === undefined) return notOurs('it was truncated');
  if (coordinatorId !== undefined && coordinator !== coordinatorId)
    return { kind: 'another-coordinator', coordinator };
  if (answer.status === 200) {
    if (protocol !== String(RUNNER_PROTOCOL_VERSION)) return notOurs(`protocol version ${protocol}`);
    return { kind: 'answered', json, coordinator, seen: seenIn(answer) };
  }
  const refusal = ErrorBody.safeParse(json);
  if (!refusal.success) return notOurs(`status ${answer.status} without an error of the coordinator`);
  const { errorCode: code, message, remedy = '', parameters = {} } = refusal.data;
  return { kind: 'refused', refusal: { code, message, remedy, parameters }, coordinator };
}

/** Returns whether an answer contains the bytes of a file from the coordinator itself. */
export function isCoordinatorFile(
  answer: Pick<RawAnswer, 'status' | 'headers'>,
  coordinatorId: string | undefined,
): boolean {
  if (answer.status !== 200 && answer.status !== 206) return false;
  if (header(answer, RUNNER_HEADERS.protocol) !== String(RUNNER_PROTOCOL_VERSION)) return false;
  if (header(answer, 'content-type') !== FILE_CONTENT_TYPE) return false;
  return header(answer, RUNNER_HEADERS.coordinator) === coordinatorId;
}

/** Returns whether this is nginx's answer to a client without an accepted certificate. */
function asksForCertificate({ status, body }: RawAnswer): boolean {
  return status === 400 && /SSL certificate/i.test(body);
}

function notOurs(problem: string): Judgement {
  return { kind: 'not-ours', problem };
}

function header(answer: Pick<RawAnswer, 'headers'>, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns the position in an answer; `NO_POSITION` if there is no valid one. */
function seenIn(answer: RawAnswer): Position {
  const proof = header(answer, RUNNER_HEADERS.positionProof);
  const position = Position.safeParse({
    generation: Number(header(answer, RUNNER_HEADERS.generation)),
    sequence: Number(header(answer, RUNNER_HEADERS.sequence)),
    ...(proof === undefined ? {} : { proof }),
  });
  return position.data ?? NO_POSITION;
}

import type { OperationEnd } from '../../../../protocol/entities/operation-end.ts';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { ClaimAnswer } from '../../../../protocol/runner/claims.ts';
import type {
  ReportedResult,
  ResultAnswer,
  ResultsAnswer,
  ResultsRequest,
} from '../../../../protocol/runner/results.ts';
import { problemOf } from '../../../../support/errors/problem-of.ts';
import type { Clock } from '../../../dispatch/ports.ts';
import type { DispatchQueue } from '../../../dispatch/queue/dispatch-queue.ts';
import type { Registry } from '../../../dispatch/replicas/registry.ts';
import type { OperationLedger } from '../../../executions/ports.ts';
import type { ProtocolLog } from '../../needs.ts';
import type { Outputs } from '../../output/outputs.ts';
import type { ReportMeasures } from '../../report-measures.ts';
import type { InSession } from '../caller.ts';
import { CallTracker } from './call-tracker.ts';
import type { Claims } from './claims.ts';

export interface ResultsParts {
  readonly registry: Registry;
  readonly queue: DispatchQueue;
  readonly claims: Claims;
  readonly operations: OperationLedger;
  readonly outputs: Outputs;
  readonly clock: Clock;
  readonly measures: ReportMeasures;
  readonly log: ProtocolLog;
}

/** Maximum number of operations that one answer grants; further ones are offered. */
const MOST_NEXT = 64;

interface Accepted {
  readonly answer: ResultAnswer;
  /** Whether the end was already accepted. The replica then did not receive the first answer, with its grants. */
  readonly again: boolean;
}

/**
 * `POST results`: accepts the end of an operation once all its output and the end itself are durable. If the stored
 * output does not match the digest, the recorded end is `unknown`. The answer then grants as many further operations as
 * the replica has room for.
 */
export class Results {
  readonly #parts: ResultsParts;
  readonly #calls = new CallTracker();

  constructor(parts: ResultsParts) {
    this.#parts = parts;
  }

  answer(request: ResultsRequest, caller: InSession): Promise<ResultsAnswer> {
    return this.#calls.track(caller.session.id, this.#answer(request, caller));
  }

  /**
   * Resolves once all reported ends of the session are durable. A newer session must not begin earlier: it would
   * announce the grant of an operation that the replica reported as not started, and the replica would start that
   * operation while its step is dispatched again.
   */
  settled(sessionId: SessionId): Promise<void> {
    return this.#calls.settled(sessionId);
  }

  async #answer({ results, room }: ResultsRequest, caller: InSession): Promise<ResultsAnswer> {
    const { clock, measures, registry } = this.#parts;
    const since = clock.monotonic();
    const answered = measures.batch(results.length);
    const offer = caller.session.holdOffers();
    try {
      const accepted = await Promise.all(
        results.map(async (result) => {
          const one = await this.#accept(result, caller);
          if (one.answer.verdict === 'accepted') measures.accepted(result.waited, since);
          return one;
        }),
      );
      registry.recount(caller.presence);
      const isRepeated = accepted.some(({ again }) => again);
      // A replica that could not start an operation gets no further grants with this answer.
      const isAble = results.every(({ end }) => end.kind !== 'not-started');
      const next = isAble ? await this.#next(caller, isRepeated, room) : [];
      return { results: accepted.map(({ answer }) => answer), next };
    } finally {
      offer();
      answered();
    }
  }

  /**
   * Grants further operations. Never rejects, because the accepted ends must be answered. An operation that is not
   * granted here is offered, and a grant whose answer is lost is repeated.
   */
  async #next(caller: InSession, isRepeated: boolean, room: number): Promise<ClaimAnswer[]> {
    const { queue, claims, operations, log } = this.#parts;
    const { session, presence, claimant } = caller;
    // After the session has ended, the next sync decides about its grants.
    if (session.closed !== undefined) return [];
    const unconfirmed = isRepeated
      ? session.unconfirmedGrants.filter((id) => operations.holding(id, claimant).kind === 'granted')
      : [];
    const free = Math.max(0, room - unconfirmed.length);
    const next = [...unconfirmed, ...queue.undeliveredOffers(presence).slice(0, free)].slice(0, MOST_NEXT);
    if (next.length === 0) return [];
    try {
      return await claims.grant(next, caller);
    } catch (error) {
      log.warn(
        { replicaId: claimant.replicaId, problem: problemOf(error) },
        'no operation was granted with the answer',
      );
      return [];
    }
  }

  async #accept(result: ReportedResult, { claimant, session }: InSession): Promise<Accepted> {
    const { operationId, digest, waited: _, ...report } = result;
    const { offset } = report;
    const { operations, outputs, log } = this.#parts;
    const { kind } = operations.holding(operationId, claimant);
    session.confirmGrant(operationId);
    if (kind === 'unknown' || kind === 'not-granted')
      return { answer: { operationId, verdict: 'late' }, again: false };
    let end = recordedEnd(result);
    if (kind !== 'ended') {
      const output = await outputs.finish(operationId, { offset, digest });
      if (output.kind === 'incomplete')
        return { answer: { operationId, verdict: 'incomplete', received: output.received }, again: false };
      if (output.kind === 'differs') {
        end = untrustedEnd(end);
        const { received } = output;
        log.error({ operationId, offset, received }, 'stored output differs from what the replica sent');
        await outputs.end(operationId);
      }
    }
    const verdict = await operations.end(operationId, claimant, { ...report, end });
    outputs.forget(operationId);
    if (end.kind === 'not-started' && kind !== 'ended') this.#parts.measures.countNotStarted();
    return { answer: { operationId, verdict }, again: kind === 'ended' };
  }
}

/**
 * Returns the end to record. An operation with a start time or output is not dispatched again, whatever end its replica
 * reports.
 */
function recordedEnd({ end, offset, startedAt }: ReportedResult): OperationEnd {
  if (end.kind !== 'not-started' || (offset === 0 && startedAt === undefined)) return end;
  return {
    kind: 'unknown',
    problem: 'the replica reported that the step never started, but also reported a start time or output',
  };
}

/**
 * Returns the end of an operation whose stored output differs from the output that was sent, so that its result cannot
 * be trusted.
 */
function untrustedEnd(end: OperationEnd): OperationEnd {
  if (end.kind === 'unknown') return end;
  const reported = end.kind === 'exited' ? `it exited with ${end.exitCode}` : `its end was "${end.kind}"`;
  return { kind: 'unknown', problem: `its stored output differs from what its replica sent; ${reported}` };
}

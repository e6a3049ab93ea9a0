import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CompactEncrypt, compactVerify, importJWK } from 'jose';
import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import type { OperationId } from '../../protocol/ids.ts';
import { type ClaimAnswer, ClaimsRequest, type NodeSecrets } from '../../protocol/runner/claims.ts';
import { EnrollRequest } from '../../protocol/runner/enroll.ts';
import { decodeFrame } from '../../protocol/runner/frames.ts';
import { FRAMES_CONTENT_TYPE, RUNNER_HEADERS, RUNNER_LIMITS } from '../../protocol/runner/headers.ts';
import type { OutputReceipt } from '../../protocol/runner/output.ts';
import { PollRequest } from '../../protocol/runner/poll.ts';
import { ResultsRequest } from '../../protocol/runner/results.ts';
import { type SyncDecision, SyncRequest } from '../../protocol/runner/sync.ts';
import { TokenProof, TokenRequest } from '../../protocol/runner/token.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../protocol/version.ts';
import { DEFAULT_MAX_RUNNING } from '../settings/runner-settings.ts';
import type { FakeCoordinator } from './fake-coordinator.ts';
import type { FakeOperation } from './fake-operation.ts';
import { FakeSession } from './fake-session.ts';
import { refusalBody } from './faults.ts';

export interface FakeAnswer {
  readonly status: number;
  readonly body: object;
}

/** Thrown to refuse a call. */
class Refused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

/** The fake coordinator's answers to each call, for one runner with one replica at a time. */
export class FakeCalls {
  enrollmentToken = 'token-1';
  /** Whether the enrollment token is a reusable key. */
  reusable = false;
  session: FakeSession | undefined;
  enrolled: EnrollRequest | undefined;
  replicaId = `replica-${randomUUID().slice(0, 8)}`;
  accessTokenSeconds = 600;
  pollSeconds = 25;
  maxRunning = DEFAULT_MAX_RUNNING;
  runnersDisabled = false;
  /** The sync requests, in order. */
  readonly syncs: SyncRequest[] = [];
  readonly polls: PollRequest[] = [];
  readonly reports: ResultsRequest[] = [];
  /** Operations to grant with the next answer to results. */
  readonly next: FakeOperation[] = [];
  #nonce = '';
  #accessToken = { value: '', instance: '' };
  readonly #coordinator: FakeCoordinator;

  constructor(coordinator: FakeCoordinator) {
    this.#coordinator = coordinator;
  }

  offer({ operationId, pty, granted }: FakeOperation): void {
    const secure = granted.values.secureOption.length > 0 || granted.node !== undefined;
    this.session?.say({ type: 'assign', operationId, pty, secure });
  }

  /** Revokes the enrolled replica, so that another one can enroll. */
  revoke(replicaId: string, enrollmentToken: string): void {
    this.replicaId = replicaId;
    this.enrollmentToken = enrollmentToken;
    this.enrolled = undefined;
    this.expireAccessToken();
  }

  expireAccessToken(): void {
    this.#accessToken = { value: '', instance: '' };
  }

  async answer(call: string, headers: IncomingHttpHeaders, body: Buffer): Promise<FakeAnswer> {
    try {
      if (headers[RUNNER_HEADERS.protocol] !== String(RUNNER_PROTOCOL_VERSION))
        throw new Refused('protocol-version-unsupported');
      return { status: 200, body: await this.#dispatch(call, headers, body) };
    } catch (error) {
      return refusalBody(error instanceof Refused ? error.code : 'internal');
    }
  }

  async #dispatch(call: string, headers: IncomingHttpHeaders, body: Buffer): Promise<object> {
    const json = (): unknown => JSON.parse(body.toString('utf8'));
    if (call === 'enroll') return this.#enroll(EnrollRequest.parse(json()));
    if (call === 'token') return this.#token(TokenRequest.parse(json()));
    const instance = this.#instanceOf(headers);
    if (call === 'sync') return this.#sync(SyncRequest.parse(json()), instance);
    const session = this.#sessionOf(headers);
    if (call === 'poll') return this.#poll(PollRequest.parse(json()), session);
    if (call === 'claims') return this.#claims(ClaimsRequest.parse(json()), instance);
    if (call === 'output') return this.#output(headers, body, instance);
    if (call === 'results') return this.#results(ResultsRequest.parse(json()), instance);
    throw new Refused('route-not-found');
  }

  #enroll(request: EnrollRequest): object {
    if (request.token !== this.enrollmentToken) throw new Refused('enrollment-refused');
    this.enrolled ??= request;
    if (this.enrolled.signatureKey.x !== request.signatureKey.x) throw new Refused('enrollment-key-differs');
    const { replicaId, reusable } = this;
    const coordinatorId = this.#coordinator.id;
    return { coordinatorId, runnerId: 'runner-1', runnerName: 'edge', replicaId, reusable };
  }

  async #token(request: TokenRequest): Promise<object> {
    if (this.enrolled === undefined || request.replicaId !== this.replicaId)
      throw new Refused('replica-revoked');
    if (request.proof === undefined) {
      this.#nonce = randomUUID();
      return { nonce: this.#nonce };
    }
    const key = await importJWK(
      { ...this.enrolled.signatureKey } as Parameters<typeof importJWK>[0],
      'EdDSA',
    );
    const { payload } = await compactVerify(request.proof, key, { algorithms: ['EdDSA'] });
    const proof = TokenProof.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    const isOurs = proof.coordinatorId === this.#coordinator.id && proof.instanceId === request.instanceId;
    if (!isOurs || proof.nonce !== this.#nonce) throw new Refused('proof-invalid');
    this.#accessToken = { value: randomUUID(), instance: request.instanceId };
    return { accessToken: this.#accessToken.value, expiresInSeconds: this.accessTokenSeconds };
  }

  #sync(request: SyncRequest, instance: string): object {
    this.syncs.push(request);
    this.session?.close();
    this.session = new FakeSession(randomUUID(), instance);
    const decisions = request.held.map((held) => this.#decide(held.operationId, held.state, instance));
    const listed = new Set(request.held.map((held) => held.operationId));
    for (const operation of this.#coordinator.operations.values()) {
      if (operation.result !== undefined) continue;
      if (this.next.includes(operation)) continue;
      if (operation.holder === undefined) this.offer(operation);
      else if (listed.has(operation.operationId)) continue;
      else if (operation.holder === instance) this.tellGranted(operation);
      else this.#lose(operation);
    }
    const { pollSeconds, maxRunning } = this;
    return {
      sessionId: this.session.id,
      runnerName: 'edge',
      decisions,
      pollSeconds,
      spoolBytes: 2 ** 30,
      maxRunning,
      limits: RUNNER_LIMITS,
    };
  }

  #decide(operationId: OperationId, state: string, instance: string): SyncDecision {
    const operation = this.#coordinator.operations.get(operationId);
    if (operation === undefined) return { operationId, action: 'quarantine' };
    if (operation.result !== undefined) return { operationId, action: 'forget' };
    if (operation.holder === undefined)
      return state === 'prepared'
        ? { operationId, action: 'resume', offset: 0 }
        : { operationId, action: 'quarantine' };
    // Operations that the keeper holds stay with their replica, even if the keeper is a new one.
    operation.holder = instance;
    const offset = operation.received;
    if (operation.cancelling !== undefined)
      return { operationId, action: 'cancel', offset, graceSeconds: operation.cancelling };
    return { operationId, action: 'resume', offset };
  }

  /** Announces a grant with a message, for a replica that may have missed the answer. */
  tellGranted({ operationId }: FakeOperation): void {
    this.session?.say({ type: 'granted', operationId });
  }

  #lose(operation: FakeOperation): void {
    const { operationId, received } = operation;
    const end = { kind: 'keeper-lost', problem: 'no keeper holds it' } as const;
    operation.result = { operationId, end, offset: received, digest: 0, endedAt: Date.now() };
  }

  #poll(request: PollRequest, session: FakeSession): Promise<object> {
    this.polls.push(request);
    if (this.runnersDisabled) throw new Refused('runners-disabled');
    this.#coordinator.changes.tell();
    return session.poll(request, this.pollSeconds * 1000);
  }

  async #claims({ operations }: ClaimsRequest, instance: string): Promise<object> {
    return { claims: await Promise.all(operations.map((operationId) => this.#claim(operationId, instance))) };
  }

  async #claim(operationId: OperationId, instance: string): Promise<ClaimAnswer> {
    const operation = this.#coordinator.operations.get(operationId);
    if (operation === undefined || operation.withdrawn) return { operationId, verdict: 'withdrawn' };
    operation.holder ??= instance;
    if (operation.holder !== instance) return { operationId, verdict: 'taken' };
    return { operationId, verdict: 'granted', operation: operation.granted };
  }

  async #output(headers: IncomingHttpHeaders, body: Buffer, instance: string): Promise<object> {
    if (headers['content-type'] !== FRAMES_CONTENT_TYPE) throw new Refused('unsupported-media-type');
    const receipts = new Map<string, OutputReceipt>();
    for (let position = 0; position < body.byteLength; ) {
      const step = decodeFrame(body, position);
      if (step.kind !== 'frame') throw new Refused('frames-invalid');
      position += step.bytes;
      const { operationId } = step.frame;
      const operation = this.#coordinator.operations.get(operationId);
      const mine = operation?.holder === instance ? operation : undefined;
      if (mine !== undefined) await this.#coordinator.waitBefore(mine, step.frame.offset);
      const receipt = mine?.take(step.frame) ?? { operationId, received: 0, durable: 0, problem: 'refused' };
      const before = receipts.get(operationId);
      receipts.set(operationId, before?.problem ? before : receipt);
    }
    return { operations: [...receipts.values()] };
  }

  #results(request: ResultsRequest, instance: string): object {
    this.reports.push(request);
    return {
      results: request.results.map((result) => {
        const operation = this.#coordinator.operations.get(result.operationId);
        return operation?.end(result, instance) ?? { operationId: result.operationId, verdict: 'late' };
      }),
      next: this.next.splice(0).map((operation) => {
        operation.holder = instance;
        return { operationId: operation.operationId, verdict: 'granted', operation: operation.granted };
      }),
    };
  }

  #instanceOf(headers: IncomingHttpHeaders): string {
    const { value, instance } = this.#accessToken;
    if (value === '' || headers[RUNNER_HEADERS.authorization] !== `Bearer ${value}`)
      throw new Refused('access-token-invalid');
    return instance;
  }

  #sessionOf(headers: IncomingHttpHeaders): FakeSession {
    if (this.session === undefined) throw new Refused('session-unknown');
    if (headers[RUNNER_HEADERS.session] !== this.session.id) throw new Refused('session-replaced');
    return this.session;
  }

  /** Encrypts secure values in the form of a grant. */
  async seal(options: Readonly<Record<string, string>>, node?: NodeSecrets): Promise<string> {
    if (this.enrolled === undefined) throw new Error('nobody is enrolled');
    const key = await importJWK(
      { ...this.enrolled.encryptionKey } as Parameters<typeof importJWK>[0],
      'ECDH-ES',
    );
    return new CompactEncrypt(Buffer.from(JSON.stringify({ options, node })))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(key);
  }
}

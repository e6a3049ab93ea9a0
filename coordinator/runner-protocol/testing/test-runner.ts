import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import type * as z from 'zod';
import { type HostFacts, PublicJwk } from '../../../protocol/entities/replica.ts';
import { ErrorBody } from '../../../protocol/errors/error-body.ts';
import { InstanceId, type OperationId, type ReplicaId, type RunnerId } from '../../../protocol/ids.ts';
import { ClaimsAnswer } from '../../../protocol/runner/claims.ts';
import { EnrollAnswer } from '../../../protocol/runner/enroll.ts';
import { encodeFrameHead, type WireFrame } from '../../../protocol/runner/frames.ts';
import { FRAMES_CONTENT_TYPE, RUNNER_HEADERS, RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { OutputAnswer } from '../../../protocol/runner/output.ts';
import { PollAnswer, type PollRequest, type RunnerMessage } from '../../../protocol/runner/poll.ts';
import { NO_POSITION } from '../../../protocol/runner/position.ts';
import { type ReportedResult, ResultsAnswer } from '../../../protocol/runner/results.ts';
import { type HeldOperation, SyncAnswer } from '../../../protocol/runner/sync.ts';
import { TokenAnswer } from '../../../protocol/runner/token.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { type HttpAnswer, HttpClient, type OpenRequest } from './http-client.ts';
import type { TestCoordinator } from './test-coordinator.ts';

export const HOST: HostFacts = {
  hostname: 'host-1',
  platform: 'linux',
  architecture: 'x64',
  programVersion: '0.1.0',
  nodeVersion: '24.0.0',
  user: 'ops',
  pty: true,
};

export interface RunnerKeys {
  readonly signatureKey: PublicJwk;
  readonly encryptionKey: PublicJwk;
  readonly sign: CryptoKey;
  readonly decrypt: CryptoKey;
}

export async function newKeys(): Promise<RunnerKeys> {
  const signature = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const encryption = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
  return {
    signatureKey: PublicJwk.parse(await exportJWK(signature.publicKey)),
    encryptionKey: PublicJwk.parse(await exportJWK(encryption.publicKey)),
    sign: signature.privateKey,
    decrypt: encryption.privateKey,
  };
}

/** Sends the calls of the runner protocol one by one, so that a test decides which calls are lost or repeated. */
export class TestRunner {
  readonly url: string;
  readonly http: HttpClient;
  readonly keys: RunnerKeys;
  instanceId = InstanceId.parse('instance-1');
  replica: z.infer<typeof EnrollAnswer> | undefined;
  accessToken = '';
  sessionId = '';
  maxRunning = 50;
  readonly #process = randomUUID();
  #syncs = 0;

  constructor(url: string, keys: RunnerKeys) {
    this.url = url;
    this.http = new HttpClient(url);
    this.keys = keys;
  }

  get replicaId(): ReplicaId {
    assert.ok(this.replica);
    return this.replica.replicaId;
  }

  headers(): Record<string, string> {
    return {
      [RUNNER_HEADERS.protocol]: String(RUNNER_PROTOCOL_VERSION),
      ...(this.accessToken === '' ? {} : { [RUNNER_HEADERS.authorization]: `Bearer ${this.accessToken}` }),
      ...(this.sessionId === '' ? {} : { [RUNNER_HEADERS.session]: this.sessionId }),
    };
  }

  call(path: string, body: unknown): Promise<HttpAnswer> {
    return this.http.post(path, body, this.headers());
  }

  /** Makes a call and expects success. */
  async ok<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.infer<Schema>> {
    return expectOk(await this.call(path, body), schema);
  }

  /** Makes a call and expects an error. */
  async refused(path: string, body: unknown): Promise<{ status: number; code: string }> {
    return expectRefused(await this.call(path, body));
  }

  async enroll(token: string): Promise<z.infer<typeof EnrollAnswer>> {
    const { signatureKey, encryptionKey } = this.keys;
    const body = { token, signatureKey, encryptionKey, host: HOST };
    this.replica = await this.ok(RUNNER_PATHS.enroll, body, EnrollAnswer);
    return this.replica;
  }

  async proof(change: object = {}): Promise<string> {
    const { replicaId, instanceId } = this;
    const asked = await this.ok(RUNNER_PATHS.token, { replicaId, instanceId }, TokenAnswer);
    assert.ok('nonce' in asked);
    const coordinatorId = this.replica?.coordinatorId;
    const payload = JSON.stringify({ nonce: asked.nonce, replicaId, instanceId, coordinatorId, ...change });
    return new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'EdDSA' }).sign(this.keys.sign);
  }

  async signIn(): Promise<void> {
    const { replicaId, instanceId } = this;
    const body = { replicaId, instanceId, proof: await this.proof() };
    const answer = await this.ok(RUNNER_PATHS.token, body, TokenAnswer);
    assert.ok('accessToken' in answer);
    this.accessToken = answer.accessToken;
  }

  async sync(
    held: readonly Partial<HeldOperation>[] = [],
    seen: object = NO_POSITION,
    more: object = {},
  ): Promise<z.infer<typeof SyncAnswer>> {
    const body = { ...this.syncBody(held, seen), ...more };
    const answer = await this.ok(RUNNER_PATHS.sync, body, SyncAnswer);
    this.sessionId = answer.sessionId;
    return answer;
  }

  syncBody(held: readonly Partial<HeldOperation>[] = [], seen: object = NO_POSITION): object {
    const { maxRunning } = this;
    this.#syncs += 1;
    return {
      host: HOST,
      maxRunning,
      held: held.map((one) => ({ state: 'running', offset: 0, ...one })),
      seen,
      turn: { runner: this.#process, number: this.#syncs },
      uptimeMilliseconds: 1000,
    };
  }

  pollBody(more: Partial<PollRequest> = {}): object {
    const { maxRunning } = this;
    return { acknowledged: 0, running: 0, maxRunning, draining: false, goodbye: false, pongs: [], ...more };
  }

  async poll(more: Partial<PollRequest> = {}): Promise<z.infer<typeof PollAnswer>> {
    return this.ok(RUNNER_PATHS.poll, this.pollBody(more), PollAnswer);
  }

  async claim(...operations: OperationId[]): Promise<z.infer<typeof ClaimsAnswer>['claims']> {
    return (await this.ok(RUNNER_PATHS.claims, { operations }, ClaimsAnswer)).claims;
  }

  openOutput(length?: number): OpenRequest {
    const size: Record<string, string> = length === undefined ? {} : { 'content-length': String(length) };
    return this.http.open(RUNNER_PATHS.output, {
      'content-type': FRAMES_CONTENT_TYPE,
      ...this.headers(),
      ...size,
    });
  }

  async output(...frames: WireFrame[]): Promise<z.infer<typeof OutputAnswer>['operations']> {
    const { request, answer } = this.openOutput();
    request.end(encodeFrames(frames));
    return expectOk(await answer, OutputAnswer).operations;
  }

  /** Reports results of a replica without free capacity, so that the answer grants no operations. */
  async results(...results: ReportedResult[]): Promise<z.infer<typeof ResultsAnswer>['results']> {
    return (await this.ok(RUNNER_PATHS.results, { results, room: 0 }, ResultsAnswer)).results;
  }

  /** Signs in another instance of the same replica, and returns it. */
  async twin(instanceId: string): Promise<TestRunner> {
    const twin = new TestRunner(this.url, this.keys);
    twin.replica = this.replica;
    twin.instanceId = InstanceId.parse(instanceId);
    await twin.signIn();
    return twin;
  }

  close(): void {
    this.http.close();
  }
}

export function expectOk<Schema extends z.ZodType>(answer: HttpAnswer, schema: Schema): z.infer<Schema> {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return schema.parse(answer.body);
}

export function expectRefused({ status, body }: HttpAnswer): { status: number; code: string } {
  return { status, code: ErrorBody.parse(body).errorCode };
}

export function encodeFrames(frames: readonly WireFrame[]): Buffer {
  return Buffer.concat(frames.flatMap((frame) => [encodeFrameHead(frame), frame.payload]));
}

/** Returns the operations that the messages of a poll assign. */
export function assigned(messages: readonly { readonly message: RunnerMessage }[]): OperationId[] {
  return messages.flatMap(({ message }) => (message.type === 'assign' ? [message.operationId] : []));
}

/** Enrolls and signs in a replica of a runner, and opens a session for it. */
export async function connect(coordinator: TestCoordinator, runnerId: RunnerId): Promise<TestRunner> {
  const runner = new TestRunner(coordinator.url, await newKeys());
  const { token } = await coordinator.protocol.enrollments.create(runnerId);
  await runner.enroll(token);
  await runner.signIn();
  await runner.sync();
  return runner;
}

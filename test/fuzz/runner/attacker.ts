import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import * as z from 'zod';
import { newKeys, type RunnerKeys } from '../../../coordinator/runner-protocol/testing/test-runner.ts';
import { ErrorBody } from '../../../protocol/errors/error-body.ts';
import { ClaimsAnswer } from '../../../protocol/runner/claims.ts';
import { DiscoveryAnswer } from '../../../protocol/runner/discover.ts';
import { EnrollAnswer } from '../../../protocol/runner/enroll.ts';
import { RUNNER_HEADERS, RUNNER_PATHS } from '../../../protocol/runner/headers.ts';
import { OutputAnswer } from '../../../protocol/runner/output.ts';
import { PollAnswer } from '../../../protocol/runner/poll.ts';
import { ResultsAnswer } from '../../../protocol/runner/results.ts';
import { SyncAnswer } from '../../../protocol/runner/sync.ts';
import { TokenAnswer } from '../../../protocol/runner/token.ts';
import type { Random } from '../../chaos/random.ts';
import type { Findings } from '../target/findings.ts';
import { type HostileRequest, type Names, named, packed } from '../wire/hostile-request.ts';
import { type Answer, type Line, type NoAnswer, send } from '../wire/send.ts';

const KEPT_REQUESTS = 60;
const MOST_WORDS = 60;
const MOST_GRANTED = 20;
const MOST_BAD_PROOFS = 20;

/** An operation that was granted to an attacker, and its uploaded output. */
export interface Granted {
  readonly operationId: string;
  readonly files: readonly string[];
  offset: number;
  crc: number;
  epoch: number;
}

export interface AttackerOptions {
  readonly port: () => number;
  /** A key that enrolls any number of replicas. */
  readonly enrollmentKey: string;
  readonly findings: Findings;
  readonly signal: AbortSignal;
  /** Text of another project, which no answer may contain. */
  readonly marker: string;
  /** Whether an execution belongs to the project that the attacker serves. */
  readonly isOwn: (execution: number) => boolean;
  /** Ids that the attacker may have learned, such as those of other projects. */
  readonly heardOf: () => readonly string[];
}

/** One act of an attacker. */
export type Move = (attacker: Attacker, random: Random) => Promise<void>;

/** A replica with a valid credential. It can follow the protocol, and records values for later attacks. */
export class Attacker {
  readonly options: AttackerOptions;
  keys: RunnerKeys;
  instanceId = randomUUID() as string;
  replicaId = '';
  coordinatorId = '';
  nonce = '';
  accessToken = '';
  sessionId = '';
  acknowledged = 0;
  turn = 0;
  /** The protocol headers of the latest answer. */
  seen: Readonly<Record<string, string>> = {};
  offers: string[] = [];
  granted: Granted[] = [];
  discoveries: string[] = [];
  /** Requests with the epoch ms at which they were sent, the latest last. */
  readonly history: { readonly sent: number; readonly request: HostileRequest }[] = [];
  /** Answers by call and status, such as `sync 200`. */
  readonly answers = new Map<string, number>();
  readonly #words: string[] = [];
  #badProofs = 0;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  private constructor(options: AttackerOptions, keys: RunnerKeys) {
    this.options = options;
    this.keys = keys;
  }

  static async create(options: AttackerOptions): Promise<Attacker> {
    return new Attacker(options, await newKeys());
  }

  /** Enrolls again as another replica. */
  async renew(): Promise<void> {
    this.keys = await newKeys();
    this.replicaId = '';
    this.accessToken = '';
    this.sessionId = '';
    this.#badProofs = 0;
  }

  /** Returns strings that have a meaning for the coordinator, such as ids. */
  words(): readonly string[] {
    const own = [
      this.replicaId,
      this.instanceId,
      this.sessionId,
      this.accessToken,
      this.nonce,
      this.coordinatorId,
    ];
    const operations = [...this.granted.map((it) => it.operationId), ...this.offers];
    const proof = this.seen[RUNNER_HEADERS.positionProof] ?? '';
    const all = [
      ...own,
      proof,
      ...operations,
      ...this.discoveries,
      ...this.#words,
      ...this.options.heardOf(),
    ];
    return all.filter((word) => word !== '');
  }

  /** Returns values that differ in each run, so that a request can be repeated in another run. */
  names(): Names {
    const names = new Map<string, string>([
      ['accessToken', this.accessToken],
      ['session', this.sessionId],
      ['replica', this.replicaId],
      ['instance', this.instanceId],
      ['coordinator', this.coordinatorId],
      ['enrollmentKey', this.options.enrollmentKey],
      ['nonce', this.nonce],
      ['discovery', this.discoveries.at(-1) ?? ''],
    ]);
    for (const [index, { operationId }] of this.granted.entries())
      names.set(`operation${index + 1}`, operationId);
    return names;
  }

  /** Returns the latest requests, oldest first, with names in place of values that differ in each run. */
  trace(): readonly HostileRequest[] {
    const names = this.names();
    return this.history.slice(-KEPT_REQUESTS).map(({ request }) => named(request, names));
  }

  /** Sends a request, checks that the answer contains no forbidden data, and records what it learns from the answer. */
  async send(request: HostileRequest): Promise<Answer | NoAnswer> {
    this.history.push({ sent: Date.now(), request: packed(request) });
    if (this.history.length > 2 * KEPT_REQUESTS) this.history.splice(0, KEPT_REQUESTS);
    const line: Line = { port: this.options.port(), agent: this.#agent, signal: this.options.signal };
    const answer = await send(line, request);
    if ('problem' in answer) return answer;
    const call =
      Object.entries<string>(RUNNER_PATHS).find(([, path]) => path === request.path)?.[0] ?? 'other';
    const counted = `${call} ${answer.status}`;
    this.answers.set(counted, (this.answers.get(counted) ?? 0) + 1);
    this.#judge(request, answer);
    this.#learn(request, answer);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #judge(request: HostileRequest, answer: Answer): void {
    const { findings, marker } = this.options;
    const call = `${request.method} ${request.path.slice(0, 60)}`;
    if (answer.body.includes(marker))
      findings.add(
        'a hostile runner received data of another project',
        `${call}: ${show(answer)}`,
        this.trace(),
      );
    if (answer.status >= 500 && !isForeseen(answer))
      findings.add(`${call.replaceAll(/\d+/g, 'N')} answered ${answer.status}`, show(answer), this.trace());
  }

  #learn(request: HostileRequest, answer: Answer): void {
    for (const name of [RUNNER_HEADERS.generation, RUNNER_HEADERS.sequence, RUNNER_HEADERS.positionProof]) {
      const value = answer.headers[name];
      if (typeof value === 'string') this.seen = { ...this.seen, [name]: value };
    }
    const body = jsonOf(answer);
    if (answer.status !== 200) this.#learnRefusal(ErrorBody.safeParse(body).data?.errorCode);
    else this.#learnAnswer(request.path, body);
  }

  #learnRefusal(code: string | undefined): void {
    if (code === 'access-token-invalid' || code === 'replica-copied') this.accessToken = '';
    if (code === 'session-replaced' || code === 'session-unknown') this.sessionId = '';
    if (code === 'replica-revoked') this.replicaId = '';
    if (code === 'replica-copied') this.instanceId = randomUUID();
    if (code === 'proof-invalid') this.nonce = '';
    this.#badProofs = code === 'proof-invalid' ? this.#badProofs + 1 : this.#badProofs;
    // The attacker may have enrolled with the key of another replica.
    if (this.#badProofs > MOST_BAD_PROOFS) this.replicaId = '';
  }

  #learnAnswer(path: string, body: unknown): void {
    switch (path) {
      case RUNNER_PATHS.enroll: {
        const { replicaId, coordinatorId } = this.#parsed(EnrollAnswer, body) ?? {};
        if (replicaId !== undefined && this.replicaId === '') this.replicaId = replicaId;
        this.coordinatorId = coordinatorId ?? this.coordinatorId;
        this.#remember(replicaId);
        break;
      }
      case RUNNER_PATHS.token: {
        const answered = this.#parsed(TokenAnswer, body);
        if (answered !== undefined && 'nonce' in answered) this.nonce = answered.nonce;
        if (answered !== undefined && 'accessToken' in answered) this.accessToken = answered.accessToken;
        if (this.accessToken !== '') this.#badProofs = 0;
        this.#remember(this.accessToken);
        break;
      }
      case RUNNER_PATHS.sync: {
        this.sessionId = this.#parsed(SyncAnswer, body)?.sessionId ?? '';
        this.acknowledged = 0;
        this.#remember(this.sessionId);
        break;
      }
      case RUNNER_PATHS.poll:
        this.#learnMessages(this.#parsed(PollAnswer, body));
        break;
      case RUNNER_PATHS.claims:
        this.#learnClaims(this.#parsed(ClaimsAnswer, body)?.claims ?? []);
        break;
      case RUNNER_PATHS.results: {
        const answered = this.#parsed(ResultsAnswer, body);
        const done = answered?.results.filter(({ verdict }) => verdict !== 'incomplete') ?? [];
        for (const { operationId } of done) this.#forget(operationId);
        this.#learnClaims(answered?.next ?? []);
        break;
      }
      case RUNNER_PATHS.output: {
        const refused = this.#parsed(OutputAnswer, body)?.operations.filter(
          ({ problem }) => problem === 'refused',
        );
        for (const { operationId } of refused ?? []) this.#forget(operationId);
        break;
      }
      case RUNNER_PATHS.discoveries:
        this.#parsed(DiscoveryAnswer, body);
        break;
      default:
    }
  }

  #learnMessages(answered: PollAnswer | undefined): void {
    for (const { number, message } of answered?.messages ?? []) {
      this.acknowledged = Math.max(this.acknowledged, number);
      if (message.type === 'assign') this.offers.push(message.operationId);
      if (message.type === 'discover') this.discoveries.push(message.discoveryId);
      if ('operationId' in message) {
        this.#remember(message.operationId);
        this.#requireOwn(message.operationId, `a message ${message.type}`);
      }
    }
    this.discoveries = this.discoveries.slice(-4);
    this.offers = this.offers.slice(-MOST_GRANTED);
  }

  #learnClaims(claims: ClaimsAnswer['claims']): void {
    for (const claim of claims) {
      this.offers = this.offers.filter((it) => it !== claim.operationId);
      if (claim.verdict !== 'granted') continue;
      this.#requireOwn(claim.operationId, 'a grant');
      if (this.granted.some((it) => it.operationId === claim.operationId)) continue;
      const files = claim.operation.files.map(({ id }) => id);
      this.granted.push({ operationId: claim.operationId, files, offset: 0, crc: 0, epoch: 1 });
    }
    this.granted = this.granted.slice(-MOST_GRANTED);
  }

  #requireOwn(operationId: string, what: string): void {
    const execution = Number(operationId.split('-', 1)[0]);
    if (this.options.isOwn(execution)) return;
    const detail = `${what} of operation ${operationId}`;
    this.options.findings.add(
      'a hostile runner received an operation of another project',
      detail,
      this.trace(),
    );
  }

  #parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    const detail = `${z.prettifyError(parsed.error)}\n${JSON.stringify(body).slice(0, 2000)}`;
    this.options.findings.add('an answer does not fit its schema', detail, this.trace());
    return undefined;
  }

  #forget(operationId: string): void {
    this.granted = this.granted.filter((it) => it.operationId !== operationId);
  }

  #remember(word: string | undefined): void {
    if (word === undefined || word === '' || this.#words.includes(word)) return;
    this.#words.push(word);
    if (this.#words.length > MOST_WORDS) this.#words.shift();
  }
}

/** Whether the answer is an expected catalogue error with a 5xx status, such as a full disk. */
function isForeseen(answer: Answer): boolean {
  const code = ErrorBody.safeParse(jsonOf(answer)).data?.errorCode;
  return code !== undefined && code !== 'internal';
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function show({ status, body }: Answer): string {
  return `${status} ${body.toString('utf8', 0, 3000)}`;
}

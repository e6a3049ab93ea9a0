import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ExecutionId, type OperationId, operationId } from '../../protocol/ids.ts';
import type { GrantedOperation } from '../../protocol/runner/claims.ts';
import { RUNNER_HEADERS, RUNNER_LIMITS, RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import type { CommandTemplate, OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../protocol/version.ts';
import { Changes } from './eventually.ts';
import { FakeCalls } from './fake-calls.ts';
import { FakeFiles } from './fake-files.ts';
import { FakeOperation } from './fake-operation.ts';
import { answerInstead, Faults, refusalBody } from './faults.ts';

/** A key, and its certificate with the issuers, in PEM format. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** A coordinator that tests of the runner use over real HTTP. Tests can make it lose, truncate and replace answers. */
export class FakeCoordinator {
  readonly id: string;
  readonly faults = new Faults();
  readonly changes = new Changes();
  readonly operations = new Map<OperationId, FakeOperation>();
  readonly calls: FakeCalls;
  readonly files = new FakeFiles();
  /** Names of the received calls, in order. */
  readonly heard: string[] = [];
  generation = 1;
  sequence = 1;
  protocolVersion: number = RUNNER_PROTOCOL_VERSION;
  readonly #scheme: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #execution = 0;

  private constructor(id: string, tls: TlsFiles | undefined) {
    this.id = id;
    this.#scheme = tls ? 'https' : 'http';
    this.calls = new FakeCalls(this);
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      this.#serve(request, response).catch(() => response.socket?.destroy());
    };
    this.#server = tls ? createSecureServer(tls, listener) : createServer(listener);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(tls?: TlsFiles): Promise<FakeCoordinator> {
    const coordinator = new FakeCoordinator(`coordinator-${randomUUID().slice(0, 8)}`, tls);
    await coordinator.#listen();
    return coordinator;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#port}`;
  }

  /** Offers a step to the polling replica. Returns the operation. */
  run(step: string | OperationTemplate, granted: Partial<GrantedOperation> = {}): FakeOperation {
    const operation = this.#make(step, granted);
    this.calls.offer(operation);
    return operation;
  }

  /** Grants a step with the next answer to results. Returns the operation. */
  runNext(step: string): FakeOperation {
    const operation = this.#make(step, {});
    this.calls.next.push(operation);
    return operation;
  }

  #make(step: string | OperationTemplate, granted: Partial<GrantedOperation>): FakeOperation {
    const template: OperationTemplate =
      typeof step === 'string'
        ? ({ kind: 'exec', command: step, pty: false } satisfies CommandTemplate)
        : step;
    const executionId = ExecutionId.parse(++this.#execution);
    const values = { option: {}, secureOption: [], job: { name: 'test' } };
    const operation = new FakeOperation(operationId(executionId, 1), {
      executionId,
      template,
      values,
      filters: [],
      files: [],
      fetchAllowed: [],
      ...granted,
    });
    this.operations.set(operation.operationId, operation);
    return operation;
  }

  /** Waits a limited time until output fills the gap before `offset`: requests of one epoch may overtake each other. */
  async waitBefore(operation: FakeOperation, offset: number): Promise<void> {
    if (operation.received >= offset) return;
    const filled = this.changes.until(() => operation.received >= offset || undefined);
    await Promise.race([filled, delay(RUNNER_LIMITS.aheadMilliseconds, undefined, { ref: false })]);
  }

  cancel(operation: FakeOperation, graceSeconds = 5): void {
    operation.cancelling = graceSeconds;
    this.calls.session?.say({ type: 'cancel', operationId: operation.operationId, graceSeconds });
  }

  /** Resolves once the end of the operation is known. */
  async ended(operation: FakeOperation) {
    return this.changes.until(() => operation.result);
  }

  /** Stops listening and closes all connections. */
  async cutLink(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Listens again on the same port. */
  async restoreLink(): Promise<void> {
    await this.#listen();
  }

  /** Closes all connections, but continues to accept new ones. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.calls.session?.close();
    if (this.#server.listening) await this.cutLink();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = callOf(request.url ?? '');
    const fault = this.faults.take(call);
    const body = await bodyOf(request);
    if (answerInstead(fault, response)) return this.changes.tell();
    this.heard.push(call);
    const headers = request.headers;
    if (call === 'file' && typeof fault !== 'object') {
      this.files.serve(request, response, this.#ownHeaders(), fault === 'answer-cut');
      this.changes.tell();
      return;
    }
    const answer =
      typeof fault === 'object' ? refusalBody(fault.refuse) : await this.calls.answer(call, headers, body);
    this.changes.tell();
    if (fault === 'answer-lost') {
      response.socket?.destroy();
      return;
    }
    this.#write(response, answer, fault === 'answer-cut', fault === 'other-coordinator');
  }

  #ownHeaders(): Record<string, string> {
    return {
      [RUNNER_HEADERS.protocol]: String(this.protocolVersion),
      [RUNNER_HEADERS.coordinator]: this.id,
      [RUNNER_HEADERS.generation]: String(this.generation),
      [RUNNER_HEADERS.sequence]: String(this.sequence++),
    };
  }

  #write(
    response: ServerResponse,
    answer: { readonly status: number; readonly body: object },
    isCut: boolean,
    isForeign: boolean,
  ): void {
    const text = Buffer.from(JSON.stringify(answer.body));
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': text.byteLength,
      ...this.#ownHeaders(),
      ...(isForeign ? { [RUNNER_HEADERS.coordinator]: 'somebody-else' } : {}),
    });
    if (!isCut) {
      response.end(text);
      return;
    }
    response.write(text.subarray(0, text.byteLength >> 1), () => response.socket?.destroy());
  }
}

function callOf(url: string): string {
  if (/^\/runner\/v1\/operations\/[^/]+\/files\/[^/]+$/.test(url)) return 'file';
  return Object.entries(RUNNER_PATHS).find(([, path]) => path === url)?.[0] ?? 'nothing';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

import type { Socket } from 'node:net';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { encodeHeader, LinkFrameReader } from '../../link/framing.ts';
import { holdForTurn } from '../../link/hold-for-turn.ts';
import { LinkRefusal } from '../../link/link-refusal.ts';
import type { KeeperMessage } from '../../link/messages.ts';
import { isRequestName, type LinkRequestName, RunnerMessageSchema } from '../../link/requests.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import type { FrameSink } from './subscription.ts';

/** Maximum number of bytes that are queued for the runner. Further output remains in the spool. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;

/** Handles the messages of a runner. */
export interface ConnectionHandler {
  /** Resolves to the answer. `body` is not parsed yet. Rejects with `LinkRefusal`. */
  onRequest(name: LinkRequestName, body: unknown, payload: Buffer): Promise<object>;
  onCredit(operationId: string, bytes: number): void;
  onClosed(): void;
}

/** The keeper's end of one runner's connection. */
export class LinkConnection {
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler;
  readonly #reader = new LinkFrameReader();
  readonly #waiting = new Set<() => void>();

  constructor(socket: Socket, makeHandler: (connection: LinkConnection) => ConnectionHandler) {
    this.#socket = socket;
    this.#handler = makeHandler(this);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('drain', () => this.#wake());
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#waiting.clear();
      this.#handler.onClosed();
    });
  }

  send(message: KeeperMessage): void {
    if (this.#socket.destroyed) return;
    holdForTurn(this.#socket);
    this.#socket.write(encodeHeader(message));
  }

  /** Closes the connection after sending the queued messages. */
  end(): void {
    this.#socket.destroySoon();
  }

  /** Returns the sink that sends the frames of one operation. */
  sink(operation: string): FrameSink {
    const socket = this.#socket;
    const waiting = this.#waiting;
    return {
      send: (frame, copy) => this.#sendFrame(operation, frame, copy),
      get ready() {
        return socket.writableLength < LARGEST_BACKLOG;
      },
      whenReady: (proceed) => waiting.add(proceed),
      fail: (problem) => this.send({ type: 'unreadable', operationId: operation, problem }),
    };
  }

  #sendFrame(operation: string, frame: SpoolFrame, copy: boolean): void {
    if (this.#socket.destroyed) return;
    const { payload: bytes, ...rest } = frame;
    this.#socket.cork();
    this.#socket.write(encodeHeader({ type: 'output', operationId: operation, ...rest }, bytes.length));
    this.#socket.write(copy ? Buffer.from(bytes) : bytes);
    this.#socket.uncork();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const proceed of waiting) proceed();
  }

  #take(chunk: Buffer): void {
    try {
      for (const { header, payload } of this.#reader.push(chunk)) this.#handle(header, payload);
    } catch {
      // A malformed message means that the peer is not a runner.
      this.#socket.destroy();
    }
  }

  #handle(header: unknown, payload: Buffer): void {
    const message = RunnerMessageSchema.parse(header);
    if (message.type === 'credit') {
      this.#handler.onCredit(message.operationId, message.bytes);
      return;
    }
    const { id, name, body } = message;
    this.#answer(id, name, body, payload).catch((error: unknown) => {
      const refusal =
        error instanceof LinkRefusal
          ? error
          : new LinkRefusal('storage', `The keeper failed: ${problemOf(error)}`);
      this.send({ type: 'refusal', id, code: refusal.code, message: refusal.message });
    });
  }

  async #answer(id: number, name: string, body: unknown, payload: Buffer): Promise<void> {
    if (!isRequestName(name)) throw new LinkRefusal('unreadable', `The request ${name} is unknown.`);
    // Copies the payload: it is valid only during this call, and a terminal may queue it as input.
    const result = await this.#handler.onRequest(name, body, Buffer.from(payload));
    this.send({ type: 'answer', id, result });
  }
}

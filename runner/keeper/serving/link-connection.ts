import type { Socket } from 'node:net';
import { encodeHeader, FrameReader } from '../../link/framing.ts';
import { holdForTurn } from '../../link/hold-for-turn.ts';
import { LinkRefusal } from '../../link/link-refusal.ts';
import type { KeeperMessage, LinkRequestName } from '../../link/messages.ts';
import type { SpoolFrame } from '../spool/spool-format.ts';
import { RequestFields } from './request-fields.ts';
import { isRequestName, operationId } from './request-parsing.ts';
import type { FrameSink } from './subscription.ts';

/** Output waits in the spool, not here, while so much has not been taken by the runner. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;

/** What is done with what comes in. */
export interface ConnectionHandler {
  /** Gives the answer. Throws or rejects with `LinkRefusal`. */
  onRequest(name: LinkRequestName, body: RequestFields, payload: Buffer): Promise<object>;
  onCredit(operationId: string, bytes: number): void;
  onClosed(): void;
}

/** The keeper's end of one runner's connection. */
export class LinkConnection {
  readonly #socket: Socket;
  readonly #handler: ConnectionHandler;
  readonly #reader = new FrameReader();
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

  tell(message: KeeperMessage): void {
    if (this.#socket.destroyed) return;
    holdForTurn(this.#socket);
    this.#socket.write(encodeHeader(message));
  }

  /** Sends what was told before, then closes. */
  end(): void {
    this.#socket.destroySoon();
  }

  /** Where the frames of one operation go. */
  sink(operation: string): FrameSink {
    const socket = this.#socket;
    const waiting = this.#waiting;
    return {
      send: (frame, copy) => this.#sendFrame(operation, frame, copy),
      get ready() {
        return socket.writableLength < LARGEST_BACKLOG;
      },
      whenReady: (proceed) => waiting.add(proceed),
      fail: (problem) => this.tell({ type: 'unreadable', operationId: operation, problem }),
    };
  }

  #sendFrame(operation: string, frame: SpoolFrame, copy: boolean): void {
    if (this.#socket.destroyed) return;
    const { bytes, ...rest } = frame;
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
      // Whoever speaks something else is not a runner.
      this.#socket.destroy();
    }
  }

  #handle(header: unknown, payload: Buffer): void {
    const fields = new RequestFields(header, 'header');
    if (fields.text('type') === 'credit') {
      this.#handler.onCredit(operationId(fields), fields.count('bytes'));
      return;
    }
    const id = fields.count('id');
    this.#answer(id, fields, payload).catch((error: unknown) => {
      const refusal =
        error instanceof LinkRefusal
          ? error
          : new LinkRefusal('storage', `The keeper failed: ${messageOf(error)}`);
      this.tell({ type: 'refusal', id, code: refusal.code, message: refusal.message });
    });
  }

  async #answer(id: number, fields: RequestFields, payload: Buffer): Promise<void> {
    const name = fields.text('name');
    if (!isRequestName(name)) throw new LinkRefusal('unreadable', `There is no request ${name}.`);
    // What is typed into a terminal waits there.
    const result = await this.#handler.onRequest(name, fields.fieldsOf('body'), Buffer.from(payload));
    this.tell({ type: 'answer', id, result });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

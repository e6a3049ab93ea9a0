import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Forwards requests, and can drop answers: the coordinator has then acted, but the runner does not receive the answer.
 * Can also delay requests until the sender may have stopped waiting for the answer.
 */
export class LossyProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: () => number;
  #loses: (path: string) => boolean = () => false;
  #lost = 0;
  #delayOf: (path: string) => number = () => 0;
  #recorded: Buffer[] | undefined;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  static async open(target: () => number): Promise<LossyProxy> {
    const proxy = new LossyProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Number of dropped answers. */
  get lost(): number {
    return this.#lost;
  }

  /** Drops the first `count` answers to this path from now on. */
  loseAnswers(path: string, count: number): void {
    let left = count;
    this.#loses = (asked) => asked === path && left-- > 0;
  }

  /** Drops every second answer to this path from now on. */
  loseEverySecondAnswer(path: string): void {
    let count = 0;
    this.#loses = (asked) => asked === path && ++count % 2 === 1;
  }

  /** Delays the first `count` requests to this path from now on. */
  keepRequests(path: string, count: number, milliseconds: number): void {
    let left = count;
    this.#delayOf = (asked) => (asked === path && left-- > 0 ? milliseconds : 0);
  }

  /** Records the bodies in both directions from now on. Returns a function that returns the recorded bytes. */
  record(): () => Buffer {
    const recorded: Buffer[] = [];
    this.#recorded = recorded;
    return () => Buffer.concat(recorded);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    const delay = this.#delayOf(path);
    if (delay > 0) {
      this.#passLate(incoming, outgoing, delay).catch(() => outgoing.socket?.destroy());
      return;
    }
    const behind = this.#ask(incoming, outgoing);
    outgoing.on('close', () => behind.destroy());
    incoming.on('data', (bytes: Buffer) => this.#recorded?.push(bytes));
    incoming.pipe(behind);
  }

  async #passLate(incoming: IncomingMessage, outgoing: ServerResponse, delay: number): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    await pause(delay, undefined, { ref: false });
    this.#ask(incoming, outgoing).end(Buffer.concat(pieces));
  }

  #ask(incoming: IncomingMessage, outgoing: ServerResponse): ClientRequest {
    const path = incoming.url ?? '/';
    const behind = request(
      { host: '127.0.0.1', port: this.#target(), path, method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (this.#loses(path)) {
          this.#lost += 1;
          answer.resume();
          answer.on('end', () => outgoing.socket?.destroy());
          return;
        }
        answer.on('data', (bytes: Buffer) => this.#recorded?.push(bytes));
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    behind.on('error', () => outgoing.socket?.destroy());
    return behind;
  }
}

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
}

/** Forwards TCP connections to a port of this host. During a gap, no byte passes, and no connection closes. */
export class GapProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #isGap = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      const link = { near, far: connect(target, '127.0.0.1') };
      this.#links.add(link);
      for (const socket of [link.near, link.far]) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#links.delete(link);
          link.near.destroy();
          link.far.destroy();
        });
      }
      if (!this.#isGap) forward(link);
    });
  }

  static async open(target: number): Promise<GapProxy> {
    const proxy = new GapProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Begins a gap. */
  silence(): void {
    this.#isGap = true;
    for (const { near, far } of this.#links) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  /** Ends the gap. Connections that are still open continue, as after a gap that TCP survives. */
  restore(): void {
    this.#isGap = false;
    for (const link of this.#links) forward(link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const { near, far } of this.#links) {
      near.destroy();
      far.destroy();
    }
    await once(this.#server, 'close');
  }
}

function forward({ near, far }: Link): void {
  near.pipe(far).pipe(near);
}

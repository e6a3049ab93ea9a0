import type { Connection, ServerChannel, Session } from 'ssh2';
import { loadSsh2 } from '../load-ssh2.ts';
import { testKey } from './test-keys.ts';

/** Handlers of requests. A request without a handler is never answered. */
export interface Stubbornness {
  readonly onSession?: (session: Session) => void;
  readonly onForward?: (accept: () => ServerChannel) => void;
}

/** An SSH server that accepts any user, and otherwise answers only through its handlers. */
export class StubbornServer {
  readonly port: number;
  readonly #close: () => Promise<void>;
  readonly #clients: Set<Connection>;

  private constructor(port: number, clients: Set<Connection>, close: () => Promise<void>) {
    this.port = port;
    this.#clients = clients;
    this.#close = close;
  }

  static async start({ onSession, onForward }: Stubbornness = {}): Promise<StubbornServer> {
    const { Server } = await loadSsh2();
    const clients = new Set<Connection>();
    const server = new Server({ hostKeys: [testKey().privateText] }, (client) => {
      clients.add(client);
      client.on('error', () => undefined);
      client.on('close', () => clients.delete(client));
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => onSession?.(accept()));
      client.on('tcpip', (accept) => onForward?.(accept));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new StubbornServer(address.port, clients, stop);
  }

  /** Ends all connections, like a host that goes down. */
  breakConnections(): void {
    for (const client of this.#clients) client.end();
  }

  async stop(): Promise<void> {
    this.breakConnections();
    await this.#close();
  }
}

import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { KeeperService } from './keeper-service.ts';
import { LinkConnection } from './link-connection.ts';

/** Accepts connections of runners on the private socket. */
export class LinkServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(service: KeeperService) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      new LinkConnection(socket, (connection) => service.handlerOf(connection));
    });
  }

  /** Call it only as owner of the data dir: an existing socket file is then left over from a dead keeper. */
  static async listen(path: string, service: KeeperService): Promise<LinkServer> {
    const link = new LinkServer(service);
    if (process.platform !== 'win32') rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      link.#server.once('error', reject);
      link.#server.listen(path, resolve);
    });
    return link;
  }

  /** Accepts no more connections. Still sends queued messages. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroySoon();
  }
}

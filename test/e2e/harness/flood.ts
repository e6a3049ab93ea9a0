import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Many concurrent connections of this process to a port of this host. Disposing closes them. */
export class Flood implements Disposable {
  readonly #sockets = new Set<Socket>();
  readonly #received = new Map<Socket, string>();

  /** Opens connections that send `text`, unless it is empty. Resolves once each was accepted or refused. */
  async open(port: number, connections: number, text = ''): Promise<void> {
    const opened = Array.from({ length: connections }, () => this.#connect(port, text));
    await Promise.all(opened);
  }

  /** The number of connections that the server has not closed. */
  get alive(): number {
    return this.#sockets.size;
  }

  /** Number of bytes that open connections still have to send. */
  get unsent(): number {
    return [...this.#sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
  }

  /** The bytes that the server sent to each connection, including closed ones. */
  get received(): readonly string[] {
    return [...this.#received.values()];
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Opens one connection for each text. A connection sends its text and never reads the answer. */
  async openUnread(port: number, texts: readonly string[]): Promise<void> {
    await Promise.all(
      texts.map(async (text) => {
        const socket = this.#add(connect(port, '127.0.0.1'));
        socket.pause();
        await once(socket, 'connect').catch(() => undefined);
        socket.write(text);
      }),
    );
  }

  async #connect(port: number, text: string): Promise<void> {
    const socket = this.#add(connect(port, '127.0.0.1'));
    socket.setEncoding('latin1').on('data', (piece: string) => {
      this.#received.set(socket, (this.#received.get(socket) ?? '') + piece);
    });
    await once(socket, 'connect').catch(() => undefined);
    if (text !== '' && !socket.destroyed) socket.write(text);
  }

  #add(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}

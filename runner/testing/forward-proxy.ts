import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/**
 * A forward proxy as in company networks: it tunnels to TLS services, forwards other requests, and can require a
 * password.
 */
export class ForwardProxy {
  /** The received requests, as `CONNECT host:port`, or as method and address. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #credentials: string | undefined;
  readonly #sockets = new Set<Socket>();

  private constructor(credentials: string | undefined) {
    this.#credentials = credentials;
    this.#server = createServer((asked, response) => this.#pass(asked, response));
    this.#server.on('connect', (asked: IncomingMessage, socket: Socket) => this.#tunnel(asked, socket));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  /** `credentials` is `user:password`. */
  static async start(credentials?: string): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(credentials);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #isRefused(asked: IncomingMessage): boolean {
    if (this.#credentials === undefined) return false;
    const expected = `Basic ${Buffer.from(this.#credentials).toString('base64')}`;
    return asked.headers['proxy-authorization'] !== expected;
  }

  #pass(asked: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${asked.method} ${asked.url}`);
    if (this.#isRefused(asked)) {
      response.writeHead(407, { 'content-type': 'text/html' }).end('<html>who are you?</html>');
      return;
    }
    const { method = 'POST', url = '' } = asked;
    const onward = request(url, { method, headers: asked.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    asked.pipe(onward);
  }

  #tunnel(asked: IncomingMessage, socket: Socket): void {
    this.asked.push(`CONNECT ${asked.url}`);
    const [host = '', port = ''] = (asked.url ?? '').split(':');
    if (this.#isRefused(asked)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    this.#keep(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

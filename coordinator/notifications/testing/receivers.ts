import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server that records its requests. Answers the first ones with `statuses`, and later ones with 204. */
export class WebhookReceiver implements AsyncDisposable {
  readonly calls: ReceivedCall[] = [];
  readonly statuses: number[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const { method = '', url: path = '', headers } = request;
      this.calls.push({ method, path, headers, body });
      response.writeHead(this.statuses.shift() ?? 204).end();
    });
  }

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly text: string;
}

/** A real SMTP server without TLS that accepts one password. Refuses the first mails with the codes in `refusals`. */
export class MailReceiver implements AsyncDisposable {
  readonly mails: ReceivedMail[] = [];
  readonly refusals: number[] = [];
  readonly #server: SMTPServer;

  private constructor(password: string) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, callback) => {
        if (auth.password === password) callback(null, { user: auth.username ?? '' });
        else callback(new Error('wrong password'));
      },
      onData: (stream, session, callback) => {
        let text = '';
        stream.setEncoding('utf8');
        stream.on('data', (chunk: string) => {
          text += chunk;
        });
        stream.on('end', () => {
          const responseCode = this.refusals.shift();
          if (responseCode !== undefined) {
            callback(Object.assign(new Error('not now'), { responseCode }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          this.mails.push({ from, to: rcptTo.map(({ address }) => address), user: session.user, text });
          callback();
        });
      },
    });
  }

  static async open(password = 'secret'): Promise<MailReceiver> {
    const receiver = new MailReceiver(password);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server.server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

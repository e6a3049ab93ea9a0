import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import { testKey } from '../../../../runner/ssh/testing/test-keys.ts';

/** Maximum wait for an answer to a prompt, in ms. */
const PROMPT_MS = 100;

/** An attacker's SSH server. It accepts every login and records all data that clients send. */
export class AttackerServer implements AsyncDisposable {
  /** Passwords, answers to prompts, commands, variables and input, as text. */
  readonly received: string[] = [];
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();

  private constructor() {
    this.#server = new ssh2.Server({ hostKeys: [testKey().privateText] }, (connection) => {
      this.#connections.add(connection);
      connection.on('close', () => this.#connections.delete(connection));
      // A client may disconnect during the handshake.
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => this.#authenticate(context));
      connection.on('ready', () => this.#serve(connection));
    });
  }

  static async open(): Promise<AttackerServer> {
    const server = new AttackerServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** `host:port` */
  get address(): string {
    // A listening TCP server always has an AddressInfo.
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #authenticate(context: AuthContext): void {
    switch (context.method) {
      case 'password':
        this.received.push(context.password);
        context.accept();
        break;
      case 'publickey':
        context.accept();
        break;
      case 'keyboard-interactive':
        context.prompt([{ prompt: 'Password:', echo: false }], (answers) => {
          this.received.push(...answers);
          context.accept();
        });
        break;
      default:
        context.reject(['password', 'publickey', 'keyboard-interactive']);
    }
  }

  #serve(connection: Connection): void {
    connection.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty?.());
      session.on('env', (acceptEnv, _reject, { key, val }) => {
        this.received.push(`${key}=${val}`);
        acceptEnv?.();
      });
      session.on('exec', (acceptExec, _reject, { command }) => {
        this.received.push(command);
        const channel = acceptExec();
        const timers: NodeJS.Timeout[] = [];
        channel.on('close', () => timers.forEach(clearTimeout));
        channel.on('data', (data: Buffer) => {
          this.received.push(data.toString('utf8'));
          // Imitates the prompt of `sudo`. A client that answers sends the password.
          channel.write('[sudo] password: \n');
          timers.push(setTimeout(() => end(channel), PROMPT_MS));
        });
        channel.once('end', () => end(channel));
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.end();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function end(channel: ServerChannel): void {
  channel.exit(0);
  channel.end();
}

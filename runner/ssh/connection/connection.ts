import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, ClientChannel, ExecOptions, SFTPWrapper } from 'ssh2';
import { type ReconnectPolicy, reconnectDelay } from '../../../protocol/client/reconnect-policy.ts';
import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { KeptHelper } from '../helper/kept-helper.ts';
import { SessionRefused, SshFailure } from '../ssh-failure.ts';

/** So long a server may take to close a connection that was ended; one that is gone never does. */
const LONGEST_CLOSING_MS = 2000;

/** A server counts a session of SFTP until its program is gone, which nobody here sees. */
const COUNTED_STILL: ReconnectPolicy = { first: 5, factor: 2, longest: 200, jitter: 0.5 };
const COUNTED_STILL_MS = 2000;
const MOST_REFUSALS = 20;

type Start<T> = (done: (error: Error | undefined, opened: T) => void) => void;

/** An open connection to a server, on which several sessions run. */
export class Connection {
  readonly address: HostAddress;
  /** Settles once, when no more can be done on it; says why where it was lost. */
  readonly closed: Promise<SshFailure | undefined>;
  isOpen = true;
  readonly helper = new KeptHelper((request) => this.exec(request, {}));
  readonly #client: Client;
  /** The stream that the connection uses: a TCP socket, or a channel of a jump host. */
  readonly socket: Duplex;
  readonly #beneath: Connection | undefined;
  #ending = false;
  /** When the latest session of SFTP was told to end. */
  #sftpEnded = Number.NEGATIVE_INFINITY;

  /** It goes over `socket`; `beneath` is what that passes through, and closes with it. */
  constructor(client: Client, socket: Duplex, address: HostAddress, beneath?: Connection) {
    this.#client = client;
    this.socket = socket;
    this.address = address;
    this.#beneath = beneath;
    this.closed = new Promise((resolve) => {
      let problem: Error | undefined;
      client.on('error', (error: Error) => {
        problem ??= error;
      });
      client.once('close', () => {
        this.isOpen = false;
        this.#beneath?.close();
        resolve(this.#ending ? undefined : lost(address, problem));
      });
    });
  }

  /** Starts a command in a session of its own. Rejects with {@link SessionRefused} or a typed failure. */
  exec(command: string, options: ExecOptions): Promise<ClientChannel> {
    return this.#open((done) => this.#client.exec(command, options, done));
  }

  sftp(): Promise<SFTPWrapper> {
    return this.#open((done) => this.#client.sftp(done));
  }

  endSftp(sftp: SFTPWrapper): void {
    sftp.end();
    this.#sftpEnded = performance.now();
  }

  /** A stream to where the server can reach, for a connection through it. */
  through(target: HostAddress): Promise<Duplex> {
    return this.#open((done) => this.#client.forwardOut('127.0.0.1', 0, target.host, target.port, done));
  }

  /** Ends it in an orderly way, with whatever runs on it; soon in any way. */
  close(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#client.end();
    const timer = setTimeout(() => {
      this.socket.destroy();
      // What it passes through may be as dead.
      this.#beneath?.close();
    }, LONGEST_CLOSING_MS);
    this.closed.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  }

  async #open<T>(start: Start<T>): Promise<T> {
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await this.#openOnce(start);
      } catch (error) {
        if (!(error instanceof SessionRefused)) throw error;
        // The server may allow as many sessions as are wanted beside that of the helper, and not one more.
        if (await this.helper.giveUp()) continue;
        const counted = performance.now() - this.#sftpEnded < COUNTED_STILL_MS;
        if (!counted || refusals >= MOST_REFUSALS) throw error;
        await wait(reconnectDelay(COUNTED_STILL, refusals, Math.random()));
      }
    }
  }

  #openOnce<T>(start: Start<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | undefined, opened: T) =>
        error ? reject(this.#refusal(error)) : resolve(opened);
      try {
        start(done);
      } catch (error) {
        reject(this.#refusal(error));
      }
    });
  }

  #refusal(error: unknown): Error {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.isOpen || /^Not connected|^No response from server/.test(message)) {
      // Nobody takes it again while it is taken apart.
      this.isOpen = false;
      this.socket.destroy();
      return lost(this.address, error);
    }
    if (error instanceof Error && 'reason' in error && error.reason !== undefined) {
      return new SessionRefused(message, { cause: error });
    }
    return new SshFailure(
      'SSHProtocolFailure',
      `${showHostAddress(this.address)} refused what a command needs: ${message}.`,
      'See the configuration of the SSH server there.',
      { cause: error },
    );
  }
}

/** The failure of everything that ran on a connection that broke. */
export function lost(address: HostAddress, cause: unknown): SshFailure {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new SshFailure(
    'ConnectionFailure',
    `The connection to ${showHostAddress(address)} was lost${why}.`,
    'See whether the host is up; what ran there was told to end with its connection.',
    { cause },
  );
}

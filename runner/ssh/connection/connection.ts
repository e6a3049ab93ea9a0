import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, ClientChannel, ExecOptions, SFTPWrapper } from 'ssh2';
import { type ReconnectPolicy, reconnectDelay } from '../../../protocol/client/reconnect-policy.ts';
import { type HostAddress, showHostAddress } from '../endpoint/host-address.ts';
import { KeptHelper } from '../helper/kept-helper.ts';
import { SessionRefused, SshFailure } from '../ssh-failure.ts';

/** Time limit for an orderly close of a connection. A dead server never answers. */
const LONGEST_CLOSING_MS = 2000;

/**
 * Wait after a refused session, in ms: the server counts an SFTP session until its process has ended, which the client
 * cannot see.
 */
const REFUSAL_BACKOFF: ReconnectPolicy = { first: 5, factor: 2, longest: 200, jitter: 0.5 };
const LONGEST_COUNTED_MS = 2000;
const MOST_REFUSALS = 20;

type Start<T> = (done: (error: Error | undefined, opened: T) => void) => void;

/**
 * A connection to a server, with several sessions. It is *open* until `close` is called or an attempt to open a session
 * shows that the server is gone, then *closing*, and *closed* once `closed` settles. A lost link closes it from any
 * state.
 */
export class SshConnection {
  readonly address: HostAddress;
  /**
   * Resolves once, when the connection has closed: to the failure if the connection was lost, otherwise to undefined.
   */
  readonly closed: Promise<SshFailure | undefined>;
  isOpen = true;
  readonly helper = new KeptHelper((request) => this.exec(request, {}));
  readonly #client: Client;
  /** The stream that the connection uses: a TCP socket, or a channel of a jump host. */
  readonly socket: Duplex;
  readonly #beneath: SshConnection | undefined;
  #ending = false;
  /** Monotonic time at which the latest SFTP session ended. */
  #sftpEnded = Number.NEGATIVE_INFINITY;

  /** `beneath` is the connection whose channel is `socket`, if any. Both connections close together. */
  constructor(client: Client, socket: Duplex, address: HostAddress, beneath?: SshConnection) {
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

  /** Starts a command in a new session. Rejects with {@link SessionRefused} or an SshFailure. */
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

  /** Opens a stream from the server to another host, for a connection through this one. */
  through(target: HostAddress): Promise<Duplex> {
    return this.#open((done) => this.#client.forwardOut('127.0.0.1', 0, target.host, target.port, done));
  }

  /** Closes the connection and all its sessions: first in an orderly way, then forcibly. */
  close(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#client.end();
    const timer = setTimeout(() => {
      this.socket.destroy();
      // The connection beneath may be dead too.
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
        // The server may allow only one session, which the helper uses. End the helper and retry.
        if (await this.helper.giveUp()) continue;
        const counted = performance.now() - this.#sftpEnded < LONGEST_COUNTED_MS;
        if (!counted || refusals >= MOST_REFUSALS) throw error;
        await wait(reconnectDelay(REFUSAL_BACKOFF, refusals, Math.random()));
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
      // Prevents new sessions while the connection is closing.
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

/** Returns the failure for all sessions of a lost connection. */
export function lost(address: HostAddress, cause: unknown): SshFailure {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new SshFailure(
    'ConnectionFailure',
    `The connection to ${showHostAddress(address)} was lost${why}.`,
    'Check that the host is running. Its commands were requested to end with the connection.',
    { cause },
  );
}

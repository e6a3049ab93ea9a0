import type { Socket } from 'node:net';
import { networkOf } from '../network/addresses.ts';
import type { ConnectionLimits } from './connection-limits.ts';

/** Connection counts of all listeners together. */
export interface ConnectionCounts {
  readonly open: number;
  /** Open connections that have not presented a valid credential. */
  readonly unproven: number;
  /** Connections that were closed since the coordinator started, to make room for others. */
  readonly closed: number;
}

export interface ConnectionGateParts {
  readonly limits: ConnectionLimits;
  /**
   * Returns whether the address is that of a declared proxy. The connections of a proxy serve many callers, so only the
   * limit of all connections applies to them.
   */
  readonly isProxy: (address: string) => boolean;
  /** Called when a connection was closed to make room. */
  readonly onClosed: () => void;
}

interface Connection {
  readonly socket: Socket;
  /** The network whose limit includes the connection; undefined if the connection is proven or trusted. */
  network: string | undefined;
  /** Id of the credential that the connection has presented; undefined if the connection is unproven or trusted. */
  caller: string | undefined;
}

/** Callers with at most this many connections keep them when the total is reached. */
const FAIR_SHARE = 16;

/**
 * Limits the open connections of all listeners together, so that a flood of connections without a credential does not
 * lock out callers with a credential.
 *
 * A connection is *unproven* until a request on it has a valid credential. Unproven connections are limited per network
 * and in total. At a limit, a new connection closes the unproven connection that has been idle longest. A caller with a
 * credential can therefore connect even during a flood from its own address: its request only has to arrive before the
 * flood fills the limit again. Proven connections are limited per credential. At that limit the oldest connection of
 * the credential is closed, because it is the most likely to be dead.
 */
export class ConnectionGate {
  readonly #parts: ConnectionGateParts;
  readonly #connections = new WeakMap<Socket, Connection>();
  /** Unproven connections, longest idle first. */
  readonly #unproven = new Set<Connection>();
  /** Unproven connections by network, longest idle first. */
  readonly #byNetwork = new Map<string, Set<Connection>>();
  /** Proven connections by credential, oldest first. */
  readonly #byCaller = new Map<string, Set<Connection>>();
  readonly #open = new Set<Connection>();
  #closed = 0;

  constructor(parts: ConnectionGateParts) {
    this.#parts = parts;
  }

  counts(): ConnectionCounts {
    return { open: this.#open.size, unproven: this.#unproven.size, closed: this.#closed };
  }

  /** Counts an accepted TCP connection, and closes a connection if there are too many. */
  admit(socket: Socket): void {
    const address = socket.remoteAddress;
    if (address === undefined) return;
    const { limits, isProxy } = this.#parts;
    const isTrusted = isProxy(address);
    const network = isTrusted ? undefined : networkOf(address);
    const connection: Connection = { socket, network, caller: undefined };
    this.#track(connection);
    if (network !== undefined) {
      const own = addTo(this.#byNetwork, network, connection);
      this.#unproven.add(connection);
      if (own.size > limits.unprovenOfOne) this.#closeFirst(own);
      else if (this.#unproven.size > limits.unproven) this.#closeFirst(this.#unproven);
    }
    if (this.#open.size > limits.total) this.#makeRoom(connection);
  }

  /** Counts a connection of the local socket, which only the coordinator's owner can open. */
  admitOwner(socket: Socket): void {
    this.#track({ socket, network: undefined, caller: undefined });
  }

  /** Records that the requests of the TCP connection `socket` arrive through the TLS socket `secure`. */
  secured(secure: Socket, socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection !== undefined) this.#connections.set(secure, connection);
  }

  /** Records that a request arrived. An unproven connection counts as idle from now. */
  used(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection?.network === undefined || !this.#unproven.delete(connection)) return;
    this.#unproven.add(connection);
    const own = this.#byNetwork.get(connection.network);
    own?.delete(connection);
    own?.add(connection);
  }

  /** Records that a request on the connection had a valid credential, whose id is `caller`. */
  proven(socket: Socket, caller: string): void {
    const connection = this.#connections.get(socket);
    if (connection?.network === undefined || !this.#open.has(connection)) return;
    this.#leaveUnproven(connection);
    connection.caller = caller;
    const own = addTo(this.#byCaller, caller, connection);
    if (own.size > this.#parts.limits.ofOne) this.#closeFirst(own);
  }

  #track(connection: Connection): void {
    const { socket } = connection;
    this.#connections.set(socket, connection);
    this.#open.add(connection);
    socket.once('close', () => this.#forget(connection));
  }

  /**
   * Closes the unproven connection that has been idle longest. If there is none, closes the oldest connection of the
   * caller with the most connections, or the new connection if no caller has more than {@link FAIR_SHARE}.
   */
  #makeRoom(newest: Connection): void {
    const [unproven] = this.#unproven;
    if (unproven !== undefined && unproven !== newest) {
      this.#close(unproven);
      return;
    }
    let most: Set<Connection> | undefined;
    for (const own of this.#byCaller.values()) if (own.size > (most?.size ?? FAIR_SHARE)) most = own;
    if (most === undefined) this.#close(newest);
    else this.#closeFirst(most);
  }

  #closeFirst(connections: ReadonlySet<Connection>): void {
    const [first] = connections;
    if (first !== undefined) this.#close(first);
  }

  #close(connection: Connection): void {
    this.#forget(connection);
    connection.socket.destroy();
    this.#closed += 1;
    this.#parts.onClosed();
  }

  #forget(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    this.#leaveUnproven(connection);
    if (connection.caller !== undefined) removeFrom(this.#byCaller, connection.caller, connection);
  }

  #leaveUnproven(connection: Connection): void {
    if (connection.network === undefined) return;
    this.#unproven.delete(connection);
    removeFrom(this.#byNetwork, connection.network, connection);
    connection.network = undefined;
  }
}

function addTo(
  groups: Map<string, Set<Connection>>,
  name: string,
  connection: Connection,
): ReadonlySet<Connection> {
  const group = groups.get(name) ?? new Set();
  groups.set(name, group.add(connection));
  return group;
}

function removeFrom(groups: Map<string, Set<Connection>>, name: string, connection: Connection): void {
  const group = groups.get(name);
  group?.delete(connection);
  if (group?.size === 0) groups.delete(name);
}

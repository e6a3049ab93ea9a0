import type { Socket } from 'node:net';
import { networkOf } from '../network/addresses.ts';
import type { ConnectionLimits } from './connection-limits.ts';

/** Open connections, and closed ones since the start. */
export interface ConnectionCounts {
  readonly open: number;
  /** Open connections that have not shown a valid credential. */
  readonly unproven: number;
  /** Connections that were closed to make room. */
  readonly closed: number;
}

export interface ConnectionGateParts {
  readonly limits: ConnectionLimits;
  /** Connections from a declared proxy carry many callers, so only the total limits them. */
  readonly isProxy: (address: string) => boolean;
  /** Called when a connection was closed to make room. */
  readonly onClosed: () => void;
}

interface Connection {
  readonly socket: Socket;
  /** The network whose limit includes the connection; undefined if it is proven or trusted. */
  network: string | undefined;
  /** Id of the credential that the connection has shown; undefined if it is unproven or trusted. */
  caller: string | undefined;
}

/** Callers with at most this many connections keep them when the total is reached. */
const FAIR_SHARE = 16;

/**
 * Limits the open connections of all listeners together, so that callers with a credential can always connect.
 *
 * A connection is *unproven* until a request on it has a valid credential. Unproven connections are limited per network
 * and in total. At the limit, a new one closes the one that has been idle longest. A caller with a credential therefore
 * gets in even during a flood from its own address: it only has to send its request before that many others connect.
 * Proven connections are limited per credential, where the oldest one makes room: it is the most likely one to be dead.
 */
export class ConnectionGate {
  readonly #parts: ConnectionGateParts;
  readonly #connections = new WeakMap<Socket, Connection>();
  /** Unproven connections, idle longest first; also by network. */
  readonly #unproven = new Set<Connection>();
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

  /** Counts an accepted TCP connection, and closes one if there are too many. */
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

  /** Records that `secure` carries the requests of the TCP connection `socket`. */
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

  /** Closes an unproven connection, else one of the caller that has most, else the new one. */
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

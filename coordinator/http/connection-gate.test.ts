import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ConnectionGate } from './connection-gate.ts';

const LIMITS = { total: 30, unproven: 6, unprovenOfOne: 3, ofOne: 20 };
const [HERE, THERE, PROXY] = ['127.0.0.1', '127.0.0.2', '127.0.0.9'];

/** Both ends of one connection. */
interface Ends {
  readonly near: Socket;
  readonly far: Socket;
}

describe('ConnectionGate', () => {
  let server: Server;
  let gate: ConnectionGate;
  let clients: Socket[];
  let port: number;
  let warnings: number;
  beforeEach(async () => {
    clients = [];
    warnings = 0;
    gate = new ConnectionGate({
      limits: LIMITS,
      isProxy: (address) => address === PROXY,
      onClosed: () => {
        warnings += 1;
      },
    });
    server = createServer((socket) => gate.admit(socket.on('error', () => undefined)));
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterEach(() => {
    for (const client of clients) client.destroy();
    server.close();
  });

  const open = async (localAddress: string): Promise<Ends> => {
    const near = connect({ port, host: HERE, localAddress }).on('error', () => undefined);
    clients.push(near);
    const [far] = (await once(server, 'connection')) as [Socket];
    return { near, far };
  };
  const openMany = async (count: number, localAddress: string): Promise<Ends[]> => {
    const all: Ends[] = [];
    for (let index = 0; index < count; index += 1) all.push(await open(localAddress));
    return all;
  };
  const prove = (connections: readonly Ends[], caller: string) => {
    for (const { far } of connections) gate.proven(far, caller);
  };
  /** Returns the indexes of the connections that the gate closed. */
  const closed = (connections: readonly Ends[]) =>
    connections.flatMap(({ far }, index) => (far.destroyed ? [index] : []));

  it('closes the oldest unproven connection of an address at its limit, and none of another address', async () => {
    const others = await openMany(3, THERE);
    const own = await openMany(5, HERE);
    assert.deepEqual(closed(own), [0, 1]);
    assert.deepEqual(closed(others), []);
    assert.deepEqual(gate.counts(), { open: 6, unproven: 6, closed: 2 });
    assert.equal(warnings, 2);
  });

  it('closes the oldest unproven connection at the total limit of unproven connections', async () => {
    const all: Ends[] = [];
    for (let address = 2; address <= 8; address += 1) all.push(await open(`127.0.0.${address}`));
    assert.deepEqual(closed(all), [0]);
  });

  it('counts a connection as the newest when a request arrives on it', async () => {
    const [first, ...others] = await openMany(3, HERE);
    assert.ok(first);
    gate.used(first.far);
    await open(HERE);
    assert.deepEqual(closed([first, ...others]), [1]);
  });

  it('does not count proven connections towards the limit of their address', async () => {
    const proven = await openMany(3, HERE);
    prove(proven, 'replica');
    const more = await openMany(5, HERE);
    assert.deepEqual(closed(proven), []);
    assert.deepEqual(closed(more), [0, 1]);
    for (const { far } of proven) gate.used(far);
    assert.equal(gate.counts().unproven, 3);
  });

  it('closes the oldest connection of a caller that has too many', async () => {
    const own: Ends[] = [];
    for (let index = 0; index < LIMITS.ofOne + 2; index += 1) {
      const connection = await open(HERE);
      prove([connection], 'one');
      own.push(connection);
    }
    assert.deepEqual(closed(own), [0, 1]);
  });

  it('closes an unproven connection at the total limit or, if there is none, one of the caller with the most connections', async () => {
    const most: Ends[] = [];
    for (let index = 0; index < 18; index += 1) {
      most.push(await open(HERE));
      prove(most.slice(-1), 'most');
    }
    const others = await openMany(12, PROXY);
    const [stranger] = await openMany(1, THERE);
    assert.deepEqual([closed(most), closed(others)], [[0], []]);
    await openMany(1, PROXY);
    assert.ok(stranger?.far.destroyed);
    assert.deepEqual([closed(most), closed(others)], [[0], []]);
  });

  it('closes the new connection at the total limit if all others come from a proxy', async () => {
    const trusted = await openMany(LIMITS.total, PROXY);
    const [late] = await openMany(1, PROXY);
    assert.ok(late?.far.destroyed);
    assert.deepEqual(closed(trusted), []);
  });

  it('does not count connections that have ended', async () => {
    const ends = await openMany(3, HERE);
    prove(ends.slice(0, 1), 'replica');
    for (const { near, far } of ends) {
      near.destroy();
      await once(far, 'close');
    }
    assert.deepEqual(gate.counts(), { open: 0, unproven: 0, closed: 0 });
  });
});

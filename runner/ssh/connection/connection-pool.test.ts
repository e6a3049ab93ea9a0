import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { SshScene } from '../testing/scene.ts';
import { until } from '../testing/until.ts';
import { connectSsh } from './connect.ts';
import type { SshConnection } from './connection.ts';
import { ConnectionPool, DEFAULT_POOL_LIMITS, type PoolTarget } from './connection-pool.ts';

describe('the connections of a runner to its nodes', () => {
  let scene: SshScene;
  let pool: ConnectionPool;
  let opened = 0;
  before(async () => {
    scene = await SshScene.open(['MaxSessions 3']);
  });
  after(() => scene.close());
  beforeEach(() => {
    opened = 0;
  });
  afterEach(() => pool.dispose());

  const target = (key = 'a'): PoolTarget => ({
    key,
    connect: (signal) => {
      opened += 1;
      return connectSsh(scene.request(signal ? { signal } : {}));
    },
  });
  const withLimits = (limits: Partial<typeof DEFAULT_POOL_LIMITS>) => {
    pool = new ConnectionPool({ ...DEFAULT_POOL_LIMITS, ...limits });
  };
  const echo = async (connection: SshConnection) => {
    const channel = await connection.exec('echo ok', {});
    const chunks: Buffer[] = [];
    channel.on('data', (chunk: Buffer) => chunks.push(chunk));
    channel.stderr.resume();
    await new Promise((resolve) => channel.once('close', resolve));
    return Buffer.concat(chunks).toString();
  };

  it('are shared by consecutive and concurrent sessions on the same node', async () => {
    withLimits({ sessions: 3 });
    await pool.use(target(), echo);
    // The server may still count the previous session, so use only 2 of 3.
    await Promise.all([1, 2].map(() => pool.use(target(), echo)));
    assert.deepEqual([opened, pool.size], [1, 1]);
  });

  it('are opened only once for concurrent callers', async () => {
    withLimits({ sessions: 3 });
    await Promise.all([1, 2, 3].map(() => pool.use(target(), echo)));
    assert.equal(opened, 1);
  });

  it('are not shared by targets with different keys', async () => {
    withLimits({});
    await Promise.all([pool.use(target('a'), echo), pool.use(target('b'), echo)]);
    assert.equal(opened, 2);
  });

  it('are supplemented by further connections if a server refuses sessions', async () => {
    withLimits({ sessions: 8 });
    const results = await Promise.all(Array.from({ length: 10 }, () => pool.use(target(), echo)));
    assert.deepEqual(new Set(results), new Set(['ok\n']));
    assert.ok(opened > 1 && opened <= 10, String(opened));
  });

  it('do not exceed their limit: callers wait, and idle connections of other nodes are replaced', async () => {
    withLimits({ connections: 1, sessions: 1 });
    const results = await Promise.all(['a', 'b', 'a', 'c'].map((key) => pool.use(target(key), echo)));
    assert.equal(results.join(''), 'ok\nok\nok\nok\n');
    assert.equal(pool.size, 1);
  });

  it('close after the idle time', async () => {
    withLimits({ idleMilliseconds: 1 });
    await pool.use(target(), echo);
    await until(() => pool.size === 0);
  });

  it('are dropped when they break, and the next use opens another one', async () => {
    withLimits({});
    await pool.use(target(), echo);
    scene.server.breakConnections();
    await until(() => pool.size === 0);
    assert.equal(await pool.use(target(), echo), 'ok\n');
    assert.equal(opened, 2);
  });

  it('are not used again after a failed session shows that they are dead', async () => {
    withLimits({});
    const socket = await pool.use(target(), async (connection): Promise<Duplex> => {
      await echo(connection);
      return connection.socket;
    });
    // Simulates that the server has closed its side and ssh2 has not processed this yet.
    socket.end();
    await assert.rejects(pool.use(target(), echo), { reason: 'ConnectionFailure' });
    assert.equal(await pool.use(target(), echo), 'ok\n');
    assert.equal(opened, 2);
  });

  it('fail for each caller if they cannot be opened, and occupy no slot', async () => {
    withLimits({});
    const broken: PoolTarget = {
      key: 'x',
      connect: () => connectSsh(scene.request({ host: 'no-such.invalid' })),
    };
    const results = await Promise.allSettled([pool.use(broken, echo), pool.use(broken, echo)]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(pool.size, 0);
  });

  it('are not awaited any more after a cancel', async () => {
    withLimits({ connections: 1, sessions: 1 });
    const cancel = new AbortController();
    await pool.use(target('a'), async () => {
      const waiting = pool.use(target('b'), echo, cancel.signal);
      cancel.abort();
      await assert.rejects(waiting, /was cancelled/);
    });
  });

  it('close when the pool is disposed, after which no more are opened', async () => {
    withLimits({});
    const connection = await pool.use(target(), async (used) => used);
    await pool.dispose();
    assert.equal(connection.isOpen, false);
    await assert.rejects(pool.use(target(), echo), /closes its connections/);
  });
});

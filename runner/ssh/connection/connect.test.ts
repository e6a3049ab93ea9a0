import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { rootRuns } from '../../../support/testing/as-root.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { HostKeyFile } from '../host-keys/host-key-file.ts';
import { SshFailure, type SshReason } from '../ssh-failure.ts';
import { SshScene } from '../testing/scene.ts';
import { SshServer } from '../testing/ssh-server.ts';
import { StubbornServer } from '../testing/stubborn-server.ts';
import { testKey } from '../testing/test-keys.ts';
import { TestUser } from '../testing/test-user.ts';
import { type ConnectRequest, connectSsh } from './connect.ts';

describe('a connection to an SSH server', () => {
  let scene: SshScene;
  before(async () => {
    scene = await SshScene.open(['MACs hmac-sha2-256', 'AllowTcpForwarding yes']);
  });
  after(() => scene.close());

  const succeeds = async (different: Partial<ConnectRequest> = {}) => {
    const connection = await connectSsh(scene.request(different));
    assert.equal(connection.isOpen, true);
    connection.close();
    assert.equal(await connection.closed, undefined);
  };
  const fails = async (reason: SshReason, pattern: RegExp, different: Partial<ConnectRequest>) => {
    await assert.rejects(connectSsh(scene.request(different)), (error) => {
      assert.ok(error instanceof SshFailure, String(error));
      assert.match(`${error.reason}: ${error.message}`, new RegExp(`^${reason}: .*${pattern.source}`, 's'));
      return true;
    });
  };
  const silent = async (greeting?: string): Promise<Server & { port: number }> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      if (greeting === '') socket.end();
      else if (greeting !== undefined) socket.write(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return Object.assign(server, { port: typeof address === 'object' ? (address?.port ?? 0) : 0 });
  };

  it('authenticates with a key, and closes', () => succeeds());

  it('is opened through a chain of jump hosts', async () => {
    const inner = await SshServer.start([scene.key.publicText]);
    try {
      const here = { host: '127.0.0.1', port: scene.server.port };
      await succeeds({ port: inner.port, jumps: [{ ...here, username: scene.credentials.username }, here] });
      await fails('AuthenticationFailure', /refused user nobody-here/, {
        port: inner.port,
        jumps: [{ ...here, username: 'nobody-here' }],
      });
    } finally {
      await inner.stop();
    }
  });

  it('fails with the methods that the server offers if the server rejects the key', async () => {
    const { utils } = (await import('ssh2')).default;
    const stranger = utils.parseKey(testKey().privateText);
    assert.ok(!(stranger instanceof Error));
    const credentials = { username: scene.credentials.username, key: stranger, identity: 'x' };
    await fails('AuthenticationFailure', /tried publickey; the server offers publickey/, { credentials });
  });

  it('authenticates with an agent, and fails with `tried agent` if the agent is unavailable', async () => {
    const socket = join(scene.server.folder, 'agent');
    const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await new Promise((resolve) => agent.stdout?.once('data', resolve));
      execFileSync('ssh-add', ['-q', '-'], {
        input: scene.key.privateText,
        env: { ...process.env, SSH_AUTH_SOCK: socket },
      });
      await succeeds({
        credentials: { username: scene.credentials.username, agent: socket, identity: 'agent' },
      });
    } finally {
      agent.kill();
    }
    const credentials = { username: scene.credentials.username, agent: '/nowhere', identity: 'none' };
    await fails('AuthenticationFailure', /tried agent/, { credentials });
  });

  it('refuses a changed host key', async () => {
    const other = testKey().publicText.split(' ').slice(0, 2).join(' ');
    const path = join(scene.server.folder, 'changed');
    await writeFile(path, `[127.0.0.1]:${scene.server.port} ${other}\n`);
    await fails('ConnectionFailure', /has changed/, { hostKeys: new HostKeyFile(path, 'accept-new') });
  });

  it('accepts a known host key with strict checking', async () => {
    const path = join(scene.server.folder, 'known');
    await writeFile(path, `[127.0.0.1]:${scene.server.port} ${await scene.server.hostKey()}\n`);
    await succeeds({ hostKeys: new HostKeyFile(path, 'strict') });
  });

  it('requests the key type that known_hosts contains if the server has several host keys', async () => {
    const key = join(scene.server.folder, 'rsa');
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', key]);
    const server = await SshServer.start([scene.key.publicText], [`HostKey ${key}`]);
    try {
      const known = join(scene.server.folder, 'known_rsa');
      const publicKey = readFileSync(`${key}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
      await writeFile(known, `[127.0.0.1]:${server.port} ${publicKey}\n`);
      await succeeds({ port: server.port, hostKeys: new HostKeyFile(known, 'strict') });
    } finally {
      await server.stop();
    }
  });

  it('uses the cheap key exchange ecdh-sha2-nistp256 even if the server prefers curve25519', async () => {
    const dearer = 'KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256';
    const server = await SshServer.start([scene.key.publicText], [dearer, 'LogLevel DEBUG']);
    try {
      await succeeds({ port: server.port });
      assert.match(server.log, /kex: algorithm: ecdh-sha2-nistp256/);
    } finally {
      await server.stop();
    }
  });

  it('signs with a private key without first asking the server to accept the key', async () => {
    const server = await SshServer.start([scene.key.publicText], ['LogLevel DEBUG']);
    try {
      await succeeds({ port: server.port });
      assert.match(server.log, /Accepted publickey/);
      assert.doesNotMatch(server.log, /Postponed publickey/);
    } finally {
      await server.stop();
    }
  });

  it('fails with different reasons for an unknown host, a refused connection and a timeout', async () => {
    await fails('HostNotFound', /no-such-host.invalid/, { host: 'no-such-host.invalid' });
    const closed = await silent();
    await new Promise((resolve) => closed.close(resolve));
    await fails('ConnectionFailure', /ECONNREFUSED/, { port: closed.port });
    const mute = await silent();
    await fails('ConnectionTimeout', /within 0.05 s/, { port: mute.port, connectMilliseconds: 50 });
    mute.close();
  });

  it('fails with a reason if the server is not an SSH server or closes the connection at once', async () => {
    const web = await silent('HTTP/1.1 400 Bad Request\r\n\r\nSSH-1.0-old\r\n');
    await fails('SSHProtocolFailure', /cannot speak SSH/, { port: web.port });
    web.close();
    const other = createHttpServer((_request, response) => response.end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await fails('SSHProtocolFailure', /The server at 127.0.0.1:\d+ is not an SSH server/, { port });
    other.close();
    const shut = await silent('');
    await fails('ConnectionFailure', /closed the connection during the handshake/, { port: shut.port });
    shut.close();
  });

  it('reports the algorithms of both sides if they have none in common', async () => {
    const server = await SshServer.start([], ['MACs umac-128@openssh.com', 'Ciphers aes128-ctr']);
    try {
      await fails('SSHProtocolFailure', /The server offers umac-128@openssh.com; the runner hmac/, {
        port: server.port,
      });
    } finally {
      await server.stop();
    }
  });

  it('is abandoned on a cancel', async () => {
    const mute = await silent();
    const cancel = new AbortController();
    mute.once('connection', () => cancel.abort());
    await fails('Interrupted', /was cancelled/, { port: mute.port, signal: cancel.signal });
    mute.close();
  });

  it('fails at its time limit or on a cancel while a jump host does not answer', async () => {
    let onForward: () => void = () => undefined;
    const jump = await StubbornServer.start({ onForward: () => onForward() });
    try {
      const jumps = [{ host: '127.0.0.1', port: jump.port }];
      const hostKeys = new HostKeyFile(join(scene.server.folder, 'stubborn'), 'accept-new');
      await fails('ConnectionTimeout', /within 1 s/, { jumps, hostKeys, connectMilliseconds: 1000 });
      const cancel = new AbortController();
      onForward = () => cancel.abort();
      await fails('Interrupted', /was cancelled/, { jumps, hostKeys, signal: cancel.signal });
    } finally {
      await jump.stop();
    }
  });

  it('closes in bounded time even if the server stops responding', async () => {
    const sockets: Socket[] = [];
    const dead = createServer({ allowHalfOpen: true }, (socket) => {
      const onward = connectSocket(scene.server.port, '127.0.0.1');
      sockets.push(socket, onward);
      for (const each of [socket, onward]) each.on('error', () => undefined);
      socket.pipe(onward, { end: false }).pipe(socket, { end: false });
    });
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
    try {
      const address = dead.address();
      assert.ok(address !== null && typeof address === 'object');
      const { port } = address;
      const open = [
        await connectSsh(scene.request({ port })),
        await connectSsh(scene.request({ jumps: [{ host: '127.0.0.1', port }] })),
      ];
      for (const socket of sockets) socket.unpipe().pause();
      for (const connection of open) connection.close();
      for (const connection of open) assert.equal(await connection.closed, undefined);
    } finally {
      for (const socket of sockets) socket.destroy();
      dead.close();
    }
  });

  it('reports that the link was lost', async () => {
    const connection = await connectSsh(scene.request());
    scene.server.breakConnections();
    assert.match((await connection.closed)?.message ?? '', /was lost/);
    await assert.rejects(connection.exec('true', {}), /was lost/);
  });
});

describe('a password', () => {
  if (!rootRuns('a password')) return;
  let user: TestUser;
  let credentials: Credentials;
  before(() => {
    user = new TestUser();
    credentials = { username: user.name, password: user.password, identity: 'password' };
  });
  after(() => user.remove());

  const trying = async (options: readonly string[], given: Credentials) => {
    const scene = await SshScene.open(options);
    try {
      const connection = await connectSsh(scene.request({ credentials: given }));
      connection.close();
      await connection.closed;
    } finally {
      await scene.close();
    }
  };

  it('authenticates to a server that accepts passwords', () =>
    trying(['PasswordAuthentication yes'], credentials));

  it('answers the keyboard-interactive prompts of a server', () =>
    trying(['UsePAM yes', 'KbdInteractiveAuthentication yes'], credentials));

  it('fails with the attempted methods if it is wrong', () =>
    assert.rejects(
      trying(['UsePAM no', 'PasswordAuthentication yes'], { ...credentials, password: 'wrong' }),
      /tried password; the server offers publickey,? ?password/,
    ));
});

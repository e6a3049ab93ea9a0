import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { connectSsh } from './connection/connect.ts';
import { loadSsh2 } from './load-ssh2.ts';
import { proveAtOnce, reduceConnectionCost, signAtOnce } from './ssh2-internals.ts';
import { SshScene } from './testing/scene.ts';
import { until } from './testing/until.ts';

/** Connects an ssh2 client to which `reduceConnectionCost` was applied. */
async function connected(scene: SshScene): Promise<Client> {
  const { Client: Ssh2Client } = await loadSsh2();
  const client = new Ssh2Client();
  reduceConnectionCost(client);
  const { username } = scene.credentials;
  await new Promise<void>((resolve, reject) => {
    client.once('ready', () => resolve()).once('error', reject);
    client.connect({
      host: '127.0.0.1',
      port: scene.server.port,
      username,
      privateKey: scene.key.privateText,
    });
  });
  return client;
}

async function ended(client: Client): Promise<void> {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  client.end();
  await closed;
}

/** Runs a command that prints this many KiB. Resolves to the number of KiB that arrived. */
async function printed(client: Client, kibibytes: number): Promise<number> {
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.exec(`head -c ${kibibytes * 1024} /dev/zero`, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  let bytes = 0;
  channel.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  channel.stderr.resume();
  await new Promise((resolve) => channel.once('close', resolve));
  return bytes / 1024;
}

describe('the private fields of ssh2', () => {
  it('have the expected shape in the installed version', async () => {
    const scene = await SshScene.open();
    try {
      const client = await connected(scene);
      const protocol = Reflect.get(client, '_protocol');
      for (const name of ['authPK', 'service', 'requestSuccess'])
        assert.equal(typeof protocol[name], 'function', name);
      for (const name of ['SERVICE_ACCEPT', 'EXT_INFO', 'USERAUTH_PK_OK', 'GLOBAL_REQUEST'])
        assert.equal(typeof protocol._handlers[name], 'function', name);
      assert.match(Reflect.get(client, '_remoteVer'), /^OpenSSH/);
      assert.equal(typeof Reflect.get(client, 'config'), 'object');
      assert.ok('_debug' in protocol);
      assert.ok(keysOf(client).every((key) => key instanceof KeyObject));
      await ended(client);
    } finally {
      await scene.close();
    }
  });

  it('may have another shape, in which case the client is left unchanged', () => {
    for (const fields of [{}, { _protocol: null }, { _protocol: { service: () => undefined } }]) {
      const client = { ...fields, on: () => undefined, once: () => undefined } as unknown as Client;
      reduceConnectionCost(client);
      signAtOnce(client);
      proveAtOnce(client);
      assert.deepEqual(Object.keys(client).sort(), [...Object.keys(fields), 'on', 'once'].sort());
    }
  });
});

describe('the keys of a connection', () => {
  const CIPHERS = {
    'an authenticating cipher': ['Ciphers aes128-gcm@openssh.com'],
    'a cipher with a separate MAC': ['Ciphers aes256-ctr', 'MACs hmac-sha2-256-etm@openssh.com'],
  };
  for (const [kind, options] of Object.entries(CIPHERS)) {
    it(`are prepared after each key exchange, for ${kind}`, async () => {
      const scene = await SshScene.open([...options, 'RekeyLimit 64K']);
      try {
        const client = await connected(scene);
        const first = keysOf(client);
        assert.equal(await printed(client, 512), 512);
        const last = keysOf(client);
        assert.equal(last.filter((key, index) => key instanceof KeyObject && key !== first[index]).length, 2);
        await ended(client);
      } finally {
        await scene.close();
      }
    });
  }
});

describe('the handshake of a connection', () => {
  it('does not request proofs of host keys other than the one in use', async () => {
    const scene = await SshScene.open(['LogLevel DEBUG1']);
    try {
      const connection = await connectSsh(scene.request());
      const channel = await connection.exec('true', {});
      channel.resume().stderr.resume();
      await new Promise((resolve) => channel.once('close', resolve));
      connection.close();
      await connection.closed;
      await until(() => /request exec/.test(scene.server.log));
      assert.doesNotMatch(scene.server.log, /hostkeys-prove/);
    } finally {
      await scene.close();
    }
  });
});

describe('the authentication of the user', () => {
  /** A stub with the private fields of ssh2, and a list of its events in order. */
  const connection = (software: string) => {
    const happened: string[] = [];
    const handlers = {
      SERVICE_ACCEPT: () => void happened.push('proves'),
      EXT_INFO: () => void happened.push('informed'),
    };
    const protocol = { _handlers: handlers, service: () => void happened.push('asks') };
    proveAtOnce({ _protocol: protocol, _remoteVer: software } as unknown as Client);
    return { happened, protocol, handlers };
  };

  it('begins once, without waiting until the server accepts the service', async () => {
    const { happened, protocol, handlers } = connection('OpenSSH_10.0p2');
    protocol.service();
    handlers.EXT_INFO();
    await setImmediate();
    handlers.SERVICE_ACCEPT();
    assert.deepEqual(happened, ['asks', 'informed', 'proves']);
  });

  it("waits for the server's answer if the server announced no signatures or is not OpenSSH", async () => {
    for (const [software, isInformed] of [
      ['OpenSSH_6.6', false],
      ['dropbear_2025.88', true],
    ] as const) {
      const { happened, protocol, handlers } = connection(software);
      protocol.service();
      if (isInformed) handlers.EXT_INFO();
      await setImmediate();
      assert.ok(!happened.includes('proves'));
      handlers.SERVICE_ACCEPT();
      assert.equal(happened.at(-1), 'proves');
    }
  });
});

/** Returns the keys of both directions, as ssh2 stores them. */
function keysOf(client: Client): readonly unknown[] {
  const { _cipher, _decipher } = Reflect.get(client, '_protocol');
  return [_cipher._encKey ?? _cipher._macKey, _decipher._decipherKey ?? _decipher._macKey];
}

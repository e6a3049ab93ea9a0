import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { connect } from '../connection/connect.ts';
import type { Connection } from '../connection/connection.ts';
import { SshScene } from '../testing/scene.ts';

describe('the keys of a connection', () => {
  const printed = async (connection: Connection, kibibytes: number): Promise<number> => {
    const channel = await connection.exec(`head -c ${kibibytes * 1024} /dev/zero`, {});
    let bytes = 0;
    channel.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    channel.stderr.resume();
    await new Promise((resolve) => channel.once('close', resolve));
    return bytes / 1024;
  };
  const CIPHERS = {
    'that authenticates too': ['Ciphers aes128-gcm@openssh.com'],
    'with a code of authentication': ['Ciphers aes256-ctr', 'MACs hmac-sha2-256-etm@openssh.com'],
  };
  for (const [kind, options] of Object.entries(CIPHERS)) {
    it(`of a cipher ${kind} are made ready, again where the server exchanges them anew`, async () => {
      const scene = await SshScene.open([...options, 'RekeyLimit 64K']);
      try {
        const connection = await connect(scene.request());
        const first = keysOf(connection);
        assert.equal(await printed(connection, 512), 512);
        const last = keysOf(connection);
        assert.equal(last.filter((key, index) => key instanceof KeyObject && key !== first[index]).length, 2);
        connection.close();
        await connection.closed;
      } finally {
        await scene.close();
      }
    });
  }
});

/** What the library holds of them: one a direction. */
function keysOf(connection: Connection): readonly unknown[] {
  const { _cipher, _decipher } = Reflect.get(Reflect.get(connection, 'client'), '_protocol');
  return [_cipher._encKey ?? _cipher._macKey, _decipher._decipherKey ?? _decipher._macKey];
}

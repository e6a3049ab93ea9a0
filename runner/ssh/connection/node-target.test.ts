import assert from 'node:assert/strict';
import { CredentialReader } from '../credentials/read-credentials.ts';
import { resolveCredentials } from '../credentials/resolve-credentials.ts';
import { readNodeEndpoint } from '../endpoint/node-endpoint.ts';
import { HostKeyFile } from '../host-keys/host-key-file.ts';
import { SshScene } from '../testing/scene.ts';
import { ConnectionPool } from './connection-pool.ts';
import { nodeTarget } from './node-target.ts';

describe('a node as the target of connections', () => {
  it('has the same key for nodes with the same address, user and secret, and another key behind a jump host', async () => {
    const scene = await SshScene.open();
    const pool = new ConnectionPool();
    const reader = new CredentialReader();
    const { username } = scene.credentials;
    const hostKeys = new HostKeyFile(scene.knownHosts, 'accept-new');
    const target = async (name: string, attributes: Record<string, string> = {}) => {
      const hostname = `127.0.0.1:${scene.server.port}`;
      const own = { hostname, username, 'ssh-key-storage-path': 'keys/a', ...attributes };
      const endpoint = readNodeEndpoint({ name, tags: [], attributes: own });
      const texts = await resolveCredentials(endpoint, async () => scene.key.privateText, undefined);
      const credentials = await reader.read(texts);
      return nodeTarget(endpoint, credentials, hostKeys);
    };
    try {
      const [one, alias, jumping] = await Promise.all([
        target('one'),
        target('alias'),
        target('one', { 'ssh-jump-host': `127.0.0.1:${scene.server.port}` }),
      ]);
      assert.equal(one.key, alias.key);
      assert.notEqual(one.key, jumping.key);
      assert.doesNotMatch(one.key, /PRIVATE KEY/);
      for (const each of [one, alias, jumping]) {
        await pool.use(each, async (connection) => assert.equal(connection.isOpen, true));
      }
      assert.equal(pool.size, 2);
    } finally {
      await pool.dispose();
      await scene.close();
    }
  });
});

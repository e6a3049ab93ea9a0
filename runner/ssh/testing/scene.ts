import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectRequest } from '../connection/connect.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { readPrivateKey } from '../credentials/private-key.ts';
import { HostKeyFile } from '../host-keys/host-key-file.ts';
import { ownUser, SshServer } from './ssh-server.ts';
import { type TestKey, testKey } from './test-keys.ts';

/** A server, a key that opens it, and a `known_hosts` file of its own. */
export class SshScene {
  readonly server: SshServer;
  readonly key: TestKey;
  private readonly folder = mkdtempSync(join(tmpdir(), 'outrunner-ssh-'));
  readonly knownHosts = join(this.folder, 'known_hosts');
  private readonly own: Credentials;

  private constructor(server: SshServer, key: TestKey, own: Credentials) {
    this.server = server;
    this.key = key;
    this.own = own;
  }

  static async open(options: readonly string[] = []): Promise<SshScene> {
    const key = testKey();
    const server = await SshServer.start([key.publicText], options);
    const parsed = await readPrivateKey(key.privateText, undefined, 'the test');
    return new SshScene(server, key, { username: ownUser, key: parsed, identity: 'own' });
  }

  request(different: Partial<ConnectRequest> = {}): ConnectRequest {
    return {
      host: '127.0.0.1',
      port: this.server.port,
      credentials: this.own,
      jumps: [],
      hostKeys: new HostKeyFile(this.knownHosts, 'accept-new'),
      connectMilliseconds: 20_000,
      keepaliveMilliseconds: 0,
      ...different,
    };
  }

  async close(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true });
  }
}

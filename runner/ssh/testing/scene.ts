import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectRequest } from '../connection/connect.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { readPrivateKey } from '../credentials/private-key.ts';
import { HostKeyFile } from '../host-keys/host-key-file.ts';
import { ownUser, SshServer } from './ssh-server.ts';
import { type TestKey, testKey } from './test-keys.ts';
import { TestUser } from './test-user.ts';

/** A server, a key that opens it, and a `known_hosts` file of its own. */
export class SshScene {
  readonly server: SshServer;
  readonly key: TestKey;
  readonly #folder = mkdtempSync(join(tmpdir(), 'outrunner-ssh-'));
  readonly knownHosts = join(this.#folder, 'known_hosts');
  readonly credentials: Credentials;
  readonly #user: TestUser | undefined;

  private constructor(server: SshServer, key: TestKey, credentials: Credentials, user: TestUser | undefined) {
    this.server = server;
    this.key = key;
    this.credentials = credentials;
    this.#user = user;
  }

  static async open(options: readonly string[] = []): Promise<SshScene> {
    const key = testKey();
    const server = await SshServer.start([key.publicText], options);
    const parsed = await readPrivateKey(key.privateText, undefined, 'the test');
    // A server without privileges accepts only its own user.
    const user = process.getuid?.() === 0 ? new TestUser() : undefined;
    return new SshScene(server, key, { username: user?.name ?? ownUser, key: parsed, identity: 'own' }, user);
  }

  request(different: Partial<ConnectRequest> = {}): ConnectRequest {
    return {
      host: '127.0.0.1',
      port: this.server.port,
      credentials: this.credentials,
      jumps: [],
      hostKeys: new HostKeyFile(this.knownHosts, 'accept-new'),
      connectMilliseconds: 20_000,
      keepaliveMilliseconds: 0,
      ...different,
    };
  }

  async close(): Promise<void> {
    await this.server.stop();
    this.#user?.remove();
    rmSync(this.#folder, { recursive: true });
  }
}

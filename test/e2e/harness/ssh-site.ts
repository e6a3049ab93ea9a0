import { SshServer, type SshServerPlace } from '../../../runner/ssh/testing/ssh-server.ts';
import { type TestKey, testKey } from '../../../runner/ssh/testing/test-keys.ts';
import { TestUser } from '../../../runner/ssh/testing/test-user.ts';
import { CutProxy } from './cut-proxy.ts';

/** Real OpenSSH servers on this host with their users. Disposing removes all of them. Requires root. */
export class SshSite implements AsyncDisposable {
  /** The key that every user of every server accepts. */
  readonly key: TestKey = testKey();
  readonly #ends: (() => Promise<void> | void)[] = [];

  /** Starts a server. `options` are lines of `sshd_config`, which override the default ones. */
  async server(options: readonly string[] = [], place: SshServerPlace = {}): Promise<SshServer> {
    const server = await SshServer.start([this.key.publicText], options, place);
    this.#ends.push(() => server.stop());
    return server;
  }

  user(): TestUser {
    const user = new TestUser();
    this.#ends.push(() => user.remove());
    return user;
  }

  /** Opens a proxy for a server that can cut its connections. */
  async cutProxy(server: SshServer): Promise<CutProxy> {
    const proxy = await CutProxy.open(server.port);
    this.#ends.push(() => proxy[Symbol.asyncDispose]());
    return proxy;
  }

  /** Registers a function that is called when the site is disposed. */
  defer(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

import { SshServer, type SshServerPlace } from '../../../runner/ssh/testing/ssh-server.ts';
import { type TestKey, testKey } from '../../../runner/ssh/testing/test-keys.ts';
import { TestUser } from '../../../runner/ssh/testing/test-user.ts';
import { CutProxy } from './cut-proxy.ts';

/** Real OpenSSH servers on this host with their users; all of them are gone afterwards. It needs root. */
export class SshSite implements AsyncDisposable {
  /** Lets in every user of every server. */
  readonly key: TestKey = testKey();
  readonly #ends: (() => Promise<void> | void)[] = [];

  /** `options` are lines of `sshd_config`, which count before the usual ones. */
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

  /** Something else that ends with the site. */
  defer(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

import { randomBytes } from 'node:crypto';
import { addressHere, NetworkNamespace } from './network-namespace.ts';

/** A network that reaches this host over one link. Its firewall drops every connection from outside. Requires root. */
export class ClosedNetwork implements AsyncDisposable {
  /** Address of this host, as seen from inside. */
  readonly outside: string;
  /** Address at which the inside would be reachable without the firewall. */
  readonly inside: string;
  /** Path of a program that runs Node inside the network. */
  readonly node: string;
  readonly #namespace: NetworkNamespace;

  private constructor(namespace: NetworkNamespace, subnet: number) {
    this.#namespace = namespace;
    this.outside = `10.213.${subnet}.1`;
    this.inside = `10.213.${subnet}.2`;
    this.node = namespace.node;
  }

  static async open(folder: string): Promise<ClosedNetwork> {
    const namespace = await NetworkNamespace.open(folder);
    const network = new ClosedNetwork(namespace, randomBytes(1).readUInt8(0));
    try {
      const { here, there } = await namespace.wireTo(undefined);
      await addressHere(there, `${network.outside}/30`);
      await namespace.run('ip', 'address', 'add', `${network.inside}/30`, 'dev', here);
      await namespace.closeInbound();
      return network;
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#namespace[Symbol.asyncDispose]();
  }
}

import { randomBytes } from 'node:crypto';
import { addressHere, NetworkNamespace } from './network-namespace.ts';

/** A machine of the site, and its address on the wide network if it has one. */
export interface Machine {
  readonly namespace: NetworkNamespace;
  readonly address: string;
}

/**
 * Machines on a wide network, and further machines that are reachable only from one of them. Disposing removes all
 * machines. Requires root.
 */
export class ClosedSite implements AsyncDisposable {
  readonly #folder: string;
  readonly #namespaces: NetworkNamespace[] = [];
  readonly #subnet = `10.213.${randomBytes(1).readUInt8(0)}`;
  #machines = 1;
  #wide: NetworkNamespace | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens a site. The test host is on the wide network too. */
  static async open(folder: string): Promise<ClosedSite> {
    const site = new ClosedSite(folder);
    try {
      const wide = await site.#namespace();
      site.#wide = wide;
      await wide.run('ip', 'link', 'add', 'wide', 'type', 'bridge');
      await wide.run('ip', 'link', 'set', 'wide', 'up');
      const { here, there } = await wide.wireTo(undefined);
      await wide.run('ip', 'link', 'set', here, 'master', 'wide');
      await addressHere(there, `${site.#subnet}.1/24`);
      return site;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Adds a machine to the wide network. */
  async machine(): Promise<Machine> {
    if (this.#wide === undefined) throw new Error('the site has no wide network');
    const namespace = await this.#namespace();
    this.#machines += 1;
    const address = `${this.#subnet}.${this.#machines}`;
    const { here, there } = await this.#wide.wireTo(namespace);
    await this.#wide.run('ip', 'link', 'set', here, 'master', 'wide');
    await namespace.run('ip', 'address', 'add', `${address}/24`, 'dev', there);
    return { namespace, address };
  }

  /** Adds a machine that is reachable only from `front`. `number` distinguishes machines behind the same one. */
  async behind({ namespace: front }: Machine, number: number): Promise<Machine> {
    const namespace = await this.#namespace();
    const { here, there } = await front.wireTo(namespace);
    const subnet = `192.168.${number}`;
    await front.run('ip', 'address', 'add', `${subnet}.1/24`, 'dev', here);
    await namespace.run('ip', 'address', 'add', `${subnet}.2/24`, 'dev', there);
    return { namespace, address: `${subnet}.2` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const namespace of this.#namespaces.splice(0)) await namespace[Symbol.asyncDispose]();
  }

  async #namespace(): Promise<NetworkNamespace> {
    const namespace = await NetworkNamespace.open(this.#folder);
    this.#namespaces.push(namespace);
    return namespace;
  }
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A network namespace, which acts like a separate host on the network. Requires root. */
export class NetworkNamespace implements AsyncDisposable {
  readonly name: string;
  /** Path of a program that runs Node in the namespace. */
  readonly node: string;
  #links = 0;

  private constructor(name: string, node: string) {
    this.name = name;
    this.node = node;
  }

  /** Opens a namespace. `folder` receives its program. */
  static async open(folder: string): Promise<NetworkNamespace> {
    const name = `or${randomBytes(4).toString('hex')}`;
    const namespace = new NetworkNamespace(name, join(folder, `node-in-${name}`));
    await run('ip', ['netns', 'add', name]);
    try {
      await namespace.run('ip', 'link', 'set', 'lo', 'up');
      const inside = `exec ${namespace.within.join(' ')} '${process.execPath}' "$@"`;
      await writeFile(namespace.node, `#!/bin/sh\n${inside}\n`);
      await chmod(namespace.node, 0o755);
      return namespace;
    } catch (error) {
      await namespace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The prefix that runs the appended command in this namespace. */
  get within(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Runs a command inside, and returns its output. */
  async run(...command: readonly string[]): Promise<string> {
    const [program = '', ...args] = [...this.within, ...command];
    return (await run(program, args)).stdout;
  }

  /** Returns the kernel's id of the namespace: `net:[…]`. */
  async identity(): Promise<string> {
    return (await this.run('readlink', '/proc/self/ns/net')).trim();
  }

  /** Connects this namespace to another one, or to the test host. Returns the ends of the link, which are up. */
  async wireTo(
    other: NetworkNamespace | undefined,
  ): Promise<{ readonly here: string; readonly there: string }> {
    this.#links += 1;
    const [here, there] = [`${this.name}${this.#links}a`, `${this.name}${this.#links}b`];
    const elsewhere = (...command: readonly string[]) =>
      other === undefined ? run(command[0] ?? '', command.slice(1)) : other.run(...command);
    await elsewhere('ip', 'link', 'add', there, 'type', 'veth', 'peer', 'name', here, 'netns', this.name);
    await elsewhere('ip', 'link', 'set', there, 'up');
    await this.run('ip', 'link', 'set', here, 'up');
    return { here, there };
  }

  /** Makes the firewall drop every connection that begins outside, including those over later links. */
  async closeInbound(): Promise<void> {
    await this.run('nft', 'add', 'table', 'inet', 'closed');
    const chain = 'add chain inet closed inbound { type filter hook input priority 0; policy drop; }';
    await this.run('nft', chain);
    await this.run('nft', 'add rule inet closed inbound ct state established,related accept');
    await this.run('nft', 'add rule inet closed inbound iif lo accept');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('ip', ['netns', 'delete', this.name]);
  }
}

/** Assigns an address to the end of a link on the host of the tests. */
export async function addressHere(device: string, address: string): Promise<void> {
  await run('ip', ['address', 'add', address, 'dev', device]);
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A network namespace that reaches this host over one link, and whose firewall drops every connection that begins
 * outside. It needs root.
 */
export class ClosedNetwork implements AsyncDisposable {
  /** Where this host is, as seen from inside. */
  readonly outside: string;
  /** Where the inside would be reached, were it not closed. */
  readonly inside: string;
  /** A program that runs Node inside. */
  readonly node: string;
  readonly #name: string;

  private constructor(name: string, subnet: number, node: string) {
    this.#name = name;
    this.outside = `10.213.${subnet}.1`;
    this.inside = `10.213.${subnet}.2`;
    this.node = node;
  }

  static async open(folder: string): Promise<ClosedNetwork> {
    const name = `or${randomBytes(4).toString('hex')}`;
    const node = join(folder, 'node-inside');
    const network = new ClosedNetwork(name, randomBytes(1).readUInt8(0), node);
    const [near, far] = [`${name}a`, `${name}b`];
    await run('ip', ['netns', 'add', name]);
    try {
      await run('ip', ['link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name]);
      await run('ip', ['address', 'add', `${network.outside}/30`, 'dev', near]);
      await run('ip', ['link', 'set', near, 'up']);
      await network.#run('ip', 'address', 'add', `${network.inside}/30`, 'dev', far);
      await network.#run('ip', 'link', 'set', far, 'up');
      await network.#run('ip', 'link', 'set', 'lo', 'up');
      await network.#run('nft', 'add', 'table', 'inet', 'closed');
      await network.#run(
        'nft',
        'add chain inet closed inbound { type filter hook input priority 0; policy drop; }',
      );
      await network.#run('nft', 'add rule inet closed inbound ct state established,related accept');
      await network.#run('nft', 'add rule inet closed inbound iif lo accept');
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
    await writeFile(node, `#!/bin/sh\nexec ip netns exec ${name} '${process.execPath}' "$@"\n`);
    await chmod(node, 0o755);
    return network;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('ip', ['netns', 'delete', this.#name]);
  }

  async #run(...command: readonly string[]): Promise<void> {
    await run('ip', ['netns', 'exec', this.#name, ...command]);
  }
}

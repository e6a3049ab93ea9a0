import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type HostKeyMode, judgeHostKey, knownKeyTypes } from './judge-host-key.ts';
import { type KnownHost, keyTypeOf, knownHostName, parseKnownHosts } from './known-hosts.ts';

/** What is known of servers' keys, in one `known_hosts` file that only its owner may write. */
export class HostKeyFile {
  readonly path: string;
  private readonly mode: HostKeyMode;
  private last: Promise<unknown> = Promise.resolve();

  constructor(path: string, mode: HostKeyMode) {
    this.path = path;
    this.mode = mode;
  }

  /** The types of key by which a server is known, which it should be asked for. */
  async typesOf(address: HostAddress): Promise<string[]> {
    return knownKeyTypes(await this.read(), address);
  }

  /** Resolves once a key may be trusted: a new one that is accepted is on the disk by then. */
  check(address: HostAddress, key: Buffer): Promise<void> {
    // One after the other, or two connections to a new server could each keep another key.
    const checked = this.last.then(() => this.checkNow(address, key));
    this.last = checked.catch(() => undefined);
    return checked;
  }

  private async checkNow(address: HostAddress, key: Buffer): Promise<void> {
    const verdict = judgeHostKey(await this.read(), address, key, this.mode, this.path);
    if (verdict.kind === 'refused') throw verdict.failure;
    if (verdict.kind === 'new') await this.append(address, key);
  }

  private async read(): Promise<KnownHost[]> {
    try {
      return parseKnownHosts(await readFile(this.path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw this.unusable('read', error);
    }
  }

  private async append(address: HostAddress, key: Buffer): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      const file = await open(this.path, 'a+', 0o600);
      try {
        const { size } = await file.stat();
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
        const gap = size > 0 && buffer[0] !== 0x0a ? '\n' : '';
        const line = `${knownHostName(address)} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
        await file.appendFile(gap + line);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw this.unusable('written', error);
    }
  }

  private unusable(what: string, cause: unknown): SshFailure {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return new SshFailure(
      'ConfigurationFailure',
      `The known hosts in ${this.path} cannot be ${what}: ${problem}.`,
      'See to it that the runner may read and write that file.',
      { cause },
    );
  }
}

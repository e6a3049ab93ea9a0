import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type HostKeyMode, judgeHostKey, knownKeyTypes } from './judge-host-key.ts';
import { KnownHosts, keyTypeOf, knownHostName, parseKnownHosts } from './known-hosts.ts';

/** What is known of servers' keys, in one `known_hosts` file that only its owner may write. */
export class HostKeyFile {
  readonly path: string;
  private readonly mode: HostKeyMode;
  private last: Promise<unknown> = Promise.resolve();
  /** What was read last; `isWhole`: its last line has an end. */
  private known:
    | { readonly version: string; readonly hosts: KnownHosts; readonly isWhole: boolean }
    | undefined;

  constructor(path: string, mode: HostKeyMode) {
    this.path = path;
    this.mode = mode;
  }

  /** The types of key by which a server is known, which it should be asked for. */
  async typesOf(address: HostAddress): Promise<string[]> {
    return knownKeyTypes(await this.read(), address);
  }

  /** Resolves once a key may be trusted: a new one that is accepted stands in the file by then. */
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

  /** Read again only if it changed: it may know thousands of hosts, and each is asked for. */
  private async read(): Promise<KnownHosts> {
    try {
      const version = await this.version();
      if (this.known?.version === version) return this.known.hosts;
      const text = await readFile(this.path, 'utf8');
      const hosts = new KnownHosts(parseKnownHosts(text), text.split('\n').length - 1);
      this.known = { version, hosts, isWhole: text === '' || text.endsWith('\n') };
      return hosts;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new KnownHosts([], 0);
      throw this.unusable('read', error);
    }
  }

  private async version(bytesLess = 0): Promise<string> {
    const { size, mtimeNs, ino } = await stat(this.path, { bigint: true });
    return bytesLess === 0 ? `${ino} ${size} ${mtimeNs}` : `${ino} ${size - BigInt(bytesLess)}`;
  }

  private async append(address: HostAddress, key: Buffer): Promise<void> {
    const { known } = this;
    const name = knownHostName(address);
    const line = `${known?.isWhole === false ? '\n' : ''}${name} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
    try {
      if (!known) await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await appendFile(this.path, line, { mode: 0o600 });
      this.known = undefined;
      // Nobody else wrote meanwhile: what is known now needs no reading.
      if (!known?.isWhole || !known.version.startsWith(`${await this.version(line.length)} `)) return;
      known.hosts.add(name, key);
      this.known = { ...known, version: await this.version() };
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

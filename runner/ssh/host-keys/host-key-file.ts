import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import type { HostAddress } from '../endpoint/host-address.ts';
import { SshFailure } from '../ssh-failure.ts';
import { type HostKeyMode, judgeHostKey, knownKeyTypes } from './judge-host-key.ts';
import { KnownHosts, keyTypeOf, knownHostName, parseKnownHosts } from './known-hosts.ts';

/**
 * Server keys in a `known_hosts` file that only its owner may write. Each call reads and writes synchronously, so that
 * two connections to a new server cannot store different keys and do not see a partial write.
 */
export class HostKeyFile {
  readonly path: string;
  readonly #mode: HostKeyMode;
  /** The content at the latest read. `isWhole`: whether its last line is complete. */
  #known: { readonly version: string; readonly hosts: KnownHosts; readonly isWhole: boolean } | undefined;

  constructor(path: string, mode: HostKeyMode) {
    this.path = path;
    this.#mode = mode;
  }

  /**
   * Returns the key types that the file contains for a server. They should be requested first. Throws an SshFailure.
   */
  typesOf(address: HostAddress): string[] {
    return knownKeyTypes(this.#read(), address);
  }

  /** Throws an SshFailure if the key must not be trusted. Stores a new key if it is accepted. */
  check(address: HostAddress, key: Buffer): void {
    const verdict = judgeHostKey(this.#read(), address, key, this.#mode, this.path);
    if (verdict.kind === 'refused') throw verdict.failure;
    if (verdict.kind === 'new') this.#append(address, key);
  }

  /**
   * Reads the file only if it changed, because each connection calls this and the file may contain thousands of hosts.
   */
  #read(): KnownHosts {
    try {
      const version = this.#version();
      if (this.#known?.version === version) return this.#known.hosts;
      const text = readFileSync(this.path, 'utf8');
      const hosts = new KnownHosts(parseKnownHosts(text), text.split('\n').length - 1);
      this.#known = { version, hosts, isWhole: text === '' || text.endsWith('\n') };
      return hosts;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return new KnownHosts([], 0);
      throw this.#unusable('read', error);
    }
  }

  #version(bytesLess = 0): string {
    const { size, mtimeNs, ino } = statSync(this.path, { bigint: true });
    return bytesLess === 0 ? `${ino} ${size} ${mtimeNs}` : `${ino} ${size - BigInt(bytesLess)}`;
  }

  #append(address: HostAddress, key: Buffer): void {
    const known = this.#known;
    const name = knownHostName(address);
    const line = `${known?.isWhole === false ? '\n' : ''}${name} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
    try {
      if (!known) mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      appendFileSync(this.path, line, { mode: 0o600 });
      this.#known = undefined;
      // If no other process has written, update the cached content instead of reading it again.
      if (!known?.isWhole || !known.version.startsWith(`${this.#version(line.length)} `)) return;
      known.hosts.add(name, key);
      this.#known = { ...known, version: this.#version() };
    } catch (error) {
      throw this.#unusable('written', error);
    }
  }

  #unusable(what: string, cause: unknown): SshFailure {
    return new SshFailure(
      'ConfigurationFailure',
      `The known hosts in ${this.path} cannot be ${what}: ${problemOf(cause)}.`,
      'Let the runner read and write that file.',
      { cause },
    );
  }
}

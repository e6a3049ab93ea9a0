import { createHmac } from 'node:crypto';
import type { HostAddress } from '../endpoint/host-address.ts';

/** A line of a `known_hosts` file with a key. */
export interface KnownHost {
  readonly marker?: 'revoked' | 'cert-authority';
  /** The names as written in the file: patterns separated by commas, or one hash. */
  readonly names: string;
  readonly keyType: string;
  /** The key in its wire format. */
  readonly key: Buffer;
  /** Line number in the file, from 1. */
  readonly line: number;
}

/** Parses a `known_hosts` file as OpenSSH does: lines that are not entries are skipped. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap((content, index) => {
    const fields = content.trim().split(/\s+/);
    if (fields[0] === '' || fields[0]?.startsWith('#')) return [];
    const marker = fields[0]?.startsWith('@') ? fields.shift()?.slice(1) : undefined;
    if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return [];
    const [names, keyType, encoded] = fields;
    if (!names || !keyType || !encoded) return [];
    const key = Buffer.from(encoded, 'base64');
    if (keyTypeOf(key) !== keyType) return [];
    return [{ ...(marker && { marker }), names, keyType, key, line: index + 1 }];
  });
}

/** The entries of a `known_hosts` file, indexed so that a lookup does not scan all entries. */
export class KnownHosts {
  /** Entries that contain a plain server name, by name. All other entries have to be tried. */
  readonly #plain = new Map<string, KnownHost[]>();
  readonly #others: KnownHost[] = [];
  /** Number of lines in the file. */
  #lines: number;

  constructor(entries: readonly KnownHost[], lines: number) {
    this.#lines = lines;
    for (const entry of entries) this.#put(entry);
  }

  /** Adds a line that was appended to the file. */
  add(names: string, key: Buffer): void {
    this.#lines += 1;
    this.#put({ names, key, keyType: keyTypeOf(key), line: this.#lines });
  }

  /** Returns the entries that match a server, in the order of the file. */
  entriesFor(address: HostAddress): KnownHost[] {
    const name = knownHostName(address);
    const found = this.#others.filter((entry) => namesHost(entry.names, name));
    return [...found, ...(this.#plain.get(name) ?? [])].toSorted((one, other) => one.line - other.line);
  }

  #put(entry: KnownHost): void {
    if (/[*?!,|]/.test(entry.names)) {
      this.#others.push(entry);
      return;
    }
    const name = entry.names.toLowerCase();
    this.#plain.set(name, [...(this.#plain.get(name) ?? []), entry]);
  }
}

/** Returns the name of a server in `known_hosts`. It contains the port only if the port is not 22. */
export function knownHostName({ host, port }: HostAddress): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Returns the type that a key's wire format contains; empty if the bytes are not a key. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  return key.toString('latin1', 4, 4 + Math.min(key.readUInt32BE(0), 64));
}

function namesHost(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return isHashOf(names, name);
  let named = false;
  for (const pattern of names.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matches(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    named = true;
  }
  return named;
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/**
 * Returns whether a name matches a pattern with `*` and `?`, in time proportional to the product of their lengths.
 */
function matches(pattern: string, name: string): boolean {
  let places = new Set([0]);
  const withStars = (from: Set<number>) => {
    const all = new Set<number>();
    for (let place of from) {
      all.add(place);
      while (pattern[place] === '*') all.add(++place);
    }
    return all;
  };
  places = withStars(places);
  for (const character of name) {
    const next = new Set<number>();
    for (const place of places) {
      if (pattern[place] === '*') next.add(place);
      else if (pattern[place] === '?' || pattern[place] === character) next.add(place + 1);
    }
    places = withStars(next);
  }
  return places.has(pattern.length);
}

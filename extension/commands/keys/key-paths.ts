import type { Client } from '../../../protocol/client/client.ts';
import type { KeyKind } from '../../../protocol/entities/key-record.ts';
import type { KeyFile } from '../../../protocol/routes/shapes/key-shapes.ts';
import type { Choice } from '../../host/prompts.ts';

/** The path below `keys/`, which may be left out. */
export function belowKeys(path: string): string {
  return path
    .trim()
    .replace(/^\/+/, '')
    .replace(/^keys(?:\/|$)/, '');
}

export function kindOf({ meta }: KeyFile): KeyKind {
  return meta['Rundeck-key-type'] ?? 'password';
}

/** Folders deeper than this are not walked into. */
const DEEPEST = 32;
/** More than a person looks through. */
const MOST = 1000;

/** All keys that may be seen, in the order of their paths. */
export async function allKeys(client: Client): Promise<readonly KeyFile[]> {
  const keys: KeyFile[] = [];
  let folders = [''];
  for (let depth = 0; depth < DEEPEST && folders.length > 0 && keys.length < MOST; depth += 1) {
    const listings = await Promise.all(
      folders.map((path) => (path === '' ? client.listKeys() : client.getKey({ params: { path } }))),
    );
    const found = listings.flatMap((listing) => ('resources' in listing ? listing.resources : []));
    keys.push(...found.flatMap((resource) => (resource.type === 'file' ? [resource] : [])));
    folders = found.flatMap(({ type, path }) => (type === 'directory' ? [belowKeys(path)] : []));
  }
  return keys.toSorted((one, other) => (one.path < other.path ? -1 : 1)).slice(0, MOST);
}

/** A key as it is chosen; its value is nowhere. */
export function keyChoice(key: KeyFile): Choice<KeyFile> {
  const { meta } = key;
  const changed = meta['Rundeck-content-modify-time'].slice(0, 10);
  return {
    label: key.path,
    description: `${KIND_NAMES[kindOf(key)]} · changed ${changed} by ${meta['Rundeck-auth-modified-username']}`,
    value: key,
  };
}

const KIND_NAMES: Readonly<Record<KeyKind, string>> = {
  password: 'password',
  private: 'private key',
  public: 'public key',
};

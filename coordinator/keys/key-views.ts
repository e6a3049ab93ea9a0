import type { KeyRecord } from '../../protocol/entities/key-record.ts';
import {
  KEY_MEDIA_TYPES,
  type KeyFile,
  type KeyFolder,
  type KeyListing,
  type KeyMeta,
  type KeyOverview,
} from '../../protocol/routes/shapes/key-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Links } from '../views/links.ts';

/** Returns the API view of a key, without its content, and without its size if the content is secret. */
export function keyFile(key: KeyRecord, links: Links): KeyFile {
  return { ...place(key.path, links), type: 'file', meta: keyMeta(key) };
}

/** Lists the direct content of a folder, sorted by name. `keys`: all keys below the folder. */
export function keyListing(folder: string, keys: readonly KeyRecord[], links: Links): KeyListing {
  const resources = new Map<string, KeyFile | KeyFolder>();
  for (const key of keys) {
    const [name = '', ...deeper] = key.path.slice(folder.length + 1).split('/');
    const path = `${folder}/${name}`;
    resources.set(
      name,
      deeper.length === 0 ? keyFile(key, links) : { ...place(path, links), type: 'directory' },
    );
  }
  const sorted = [...resources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource);
  return { ...place(folder, links), type: 'directory', resources: sorted };
}

/** Returns a key as an entry of a list. */
export function keyOverview(key: KeyRecord): KeyOverview {
  const { path, kind, createdAt, createdBy, modifiedAt, modifiedBy } = key;
  return { path, kind, createdAt, createdBy, modifiedAt, modifiedBy };
}

function place(path: string, links: Links) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return { path, url: links.api(`/storage/${encoded}`), name: path.slice(path.lastIndexOf('/') + 1) };
}

function keyMeta(key: KeyRecord): KeyMeta {
  return {
    'Rundeck-content-type': KEY_MEDIA_TYPES[key.kind],
    ...(key.kind === 'public'
      ? { 'Rundeck-content-size': String(key.size) }
      : { 'Rundeck-content-mask': 'content' }),
    ...(key.kind === 'password' ? { 'Rundeck-data-type': 'password' } : { 'Rundeck-key-type': key.kind }),
    'Rundeck-content-creation-time': isoSeconds(key.createdAt),
    'Rundeck-content-modify-time': isoSeconds(key.modifiedAt),
    'Rundeck-auth-created-username': key.createdBy,
    'Rundeck-auth-modified-username': key.modifiedBy,
  };
}

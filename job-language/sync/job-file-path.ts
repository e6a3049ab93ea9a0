import type { SyncIdentity } from './sync-identity.ts';

/** Maximum length of a folder or file name, without the extension, in UTF-16 units. */
const LONGEST_PART = 100;

/** Names that Windows reserves for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Returns the path of the file of a job below the folder of jobs, such as `database/restart.yaml`. The path depends
 * only on group and name unless `isTaken` returns true for it: the path then also contains part of the id. All names
 * are safe on every platform.
 */
export function jobFilePath(
  { id, group, name }: SyncIdentity & { readonly id: string },
  isTaken: (path: string) => boolean,
): string {
  const folders = group === '' ? [] : group.split('/').map(safePart);
  const path = [...folders, safePart(name)].join('/');
  const file = `${path}.yaml`;
  return isTaken(comparablePath(file)) ? `${path}-${id.slice(0, 8)}.yaml` : file;
}

/** Returns the path as a file system that ignores case compares it. */
export function comparablePath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function safePart(text: string): string {
  const part = text
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\p{Cc}\p{Cf}]/gu, '-')
    .replace(/\s+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, LONGEST_PART)
    // A cut within a surrogate pair leaves a lone surrogate.
    .replace(/[\uD800-\uDBFF]$|[.-]+$/g, '');
  if (part === '') return 'job';
  return DEVICE.test(part) || /^node_modules$/i.test(part) ? `_${part}` : part;
}

import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, KEY_KIND_NAMES, localTime, plain } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { foldersOfKeys, type KeyTreeFolder } from './key-folders.ts';

/**
 * Creates the Keys view: the keys that all projects share, then those of each project, by folder. Does not contain
 * values.
 */
export function keysTree({ keys }: Model): readonly TreeNode[] {
  const { shared, projects } = foldersOfKeys(keys);
  return [
    ...(shared.count === 0 ? [] : [sharedNode(shared)]),
    ...[...projects]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([project, folder]) => projectNode(project, folder)),
  ];
}

function sharedNode(folder: KeyTreeFolder): TreeNode {
  return {
    ...folderNode(folder),
    label: 'All Projects',
    tooltip: 'Keys that jobs and nodes of all projects can use',
    icon: { id: 'globe' },
    accessibleLabel: `Keys of all projects, ${counted(folder.count, 'key')}`,
    initiallyExpanded: true,
  };
}

function projectNode(project: string, folder: KeyTreeFolder): TreeNode {
  return {
    ...folderNode(folder),
    tooltip: `Keys that only jobs and nodes of ${plain(project)} can use`,
    icon: { id: 'project' },
    accessibleLabel: `Keys of project ${project}, ${counted(folder.count, 'key')}`,
    initiallyExpanded: true,
  };
}

/** Creates the row of a folder: its subfolders, then its keys. */
function folderNode({ path, count, folders, keys }: KeyTreeFolder): TreeNode {
  const held = counted(count, 'key');
  return {
    id: `folder:${path}`,
    label: nameOf(path),
    description: held,
    icon: { id: 'folder' },
    kinds: [ITEM_KINDS.keyFolder],
    accessibleLabel: `Folder ${path}, ${held}`,
    children: [...Array.from(folders, folderNode), ...keys.map(keyNode)],
    subject: { kind: 'key-folder', path },
  };
}

function keyNode({ path, kind, createdAt, createdBy, modifiedAt, modifiedBy }: KeyOverview): TreeNode {
  const name = KEY_KIND_NAMES[kind];
  const changed =
    modifiedAt === createdAt ? '' : `Changed ${plain(localTime(modifiedAt))} by ${plain(modifiedBy)}`;
  const lines = [
    `**${plain(path)}**: ${name}`,
    `Stored ${plain(localTime(createdAt))} by ${plain(createdBy)}`,
    changed,
  ];
  return {
    id: `key:${path}`,
    label: nameOf(path),
    description: name,
    tooltip: lines.filter((line) => line !== '').join('\n\n'),
    icon: { id: ICONS[kind] },
    kinds: [ITEM_KINDS.key, ...(kind === 'public' ? [ITEM_ABILITIES.publicKey] : [])],
    accessibleLabel: `Key ${path}, ${name}`,
    subject: { kind: 'key', path },
  };
}

const ICONS: Readonly<Record<KeyKind, string>> = { password: 'lock', private: 'key', public: 'verified' };

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import type { KeysArrangement } from '../arrangement/view-choices.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, KEY_KIND_NAMES, localTime, plain } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { noMatchRow } from '../tree/group-rows.ts';
import { pagedRows, type RowLimit } from '../tree/paged-rows.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';
import { foldersOfKeys, type KeyTreeFolder } from './key-folders.ts';

/**
 * Creates the Keys view: the keys that all projects share, then those of each project, by folder. Does not contain
 * values.
 */
export function keysTree({ keys }: Model, { state, limitOf }: ShownRows = ALL_ROWS): readonly TreeNode[] {
  const { filter, sort } = state.keys;
  const matches = wordFilter(filter);
  const shown =
    filter === undefined
      ? keys
      : keys.filter(({ path, kind, createdBy, modifiedBy }) =>
          matches([path, KEY_KIND_NAMES[kind], createdBy, modifiedBy]),
        );
  const ordered = sort === undefined ? shown : shown.toSorted(ORDERS[sort]);
  const { shared, projects } = foldersOfKeys(ordered);
  return [
    ...(shared.count === 0 ? [] : [sharedNode(shared, limitOf)]),
    ...[...projects]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([project, folder]) => projectNode(project, folder, limitOf)),
    ...(keys.length > 0 && shown.length === 0
      ? [noMatchRow('No key matches the filter', COMMANDS.filterKeys)]
      : []),
  ];
}

const ORDERS: Readonly<
  Record<NonNullable<KeysArrangement['sort']>, (a: KeyOverview, b: KeyOverview) => number>
> = {
  changed: (a, b) => b.modifiedAt - a.modifiedAt,
  kind: (a, b) => KEY_KIND_NAMES[a.kind].localeCompare(KEY_KIND_NAMES[b.kind]),
};

function sharedNode(folder: KeyTreeFolder, limitOf: RowLimit): TreeNode {
  return {
    ...folderNode(folder, limitOf),
    label: 'All Projects',
    tooltip: 'Keys that jobs and nodes of all projects can use',
    icon: { id: 'globe' },
    accessibleLabel: `Keys of all projects, ${counted(folder.count, 'key')}`,
    initiallyExpanded: true,
  };
}

function projectNode(project: string, folder: KeyTreeFolder, limitOf: RowLimit): TreeNode {
  return {
    ...folderNode(folder, limitOf),
    tooltip: `Keys that only jobs and nodes of ${plain(project)} can use`,
    icon: { id: 'project' },
    accessibleLabel: `Keys of project ${project}, ${counted(folder.count, 'key')}`,
    initiallyExpanded: true,
  };
}

/** Creates the row of a folder: its subfolders, then its keys. */
function folderNode({ path, count, folders, keys }: KeyTreeFolder, limitOf: RowLimit): TreeNode {
  const held = counted(count, 'key');
  return {
    id: `folder:${path}`,
    label: nameOf(path),
    description: held,
    icon: { id: 'folder' },
    kinds: [ITEM_KINDS.keyFolder],
    accessibleLabel: `Folder ${path}, ${held}`,
    children: [
      ...Array.from(folders, (folder) => folderNode(folder, limitOf)),
      ...pagedRows(`keys/${path}`, keys, limitOf, keyNode),
    ],
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

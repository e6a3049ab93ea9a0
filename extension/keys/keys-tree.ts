import * as l10n from '@vscode/l10n';
import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import type { KeysArrangement } from '../arrangement/view-choices.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, keyKindName, localTime, plain } from '../model/display-text.ts';
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
          matches([path, keyKindName(kind), createdBy, modifiedBy]),
        );
  const ordered = sort === undefined ? shown : shown.toSorted(ORDERS[sort]);
  const { shared, projects } = foldersOfKeys(ordered);
  return [
    ...(shared.count === 0 ? [] : [sharedNode(shared, limitOf)]),
    ...[...projects]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([project, folder]) => projectNode(project, folder, limitOf)),
    ...(keys.length > 0 && shown.length === 0
      ? [noMatchRow(l10n.t('No key matches the filter'), COMMANDS.filterKeys)]
      : []),
  ];
}

const ORDERS: Readonly<
  Record<NonNullable<KeysArrangement['sort']>, (a: KeyOverview, b: KeyOverview) => number>
> = {
  changed: (a, b) => b.modifiedAt - a.modifiedAt,
  kind: (a, b) => keyKindName(a.kind).localeCompare(keyKindName(b.kind)),
};

function sharedNode(folder: KeyTreeFolder, limitOf: RowLimit): TreeNode {
  return {
    ...folderNode(folder, limitOf),
    label: l10n.t('All Projects'),
    tooltip: l10n.t('Keys that jobs and nodes of all projects can use'),
    icon: { id: 'globe' },
    accessibleLabel: l10n.t('Keys of all projects, {0}', counted(folder.count, 'key')),
    initiallyExpanded: true,
  };
}

function projectNode(project: string, folder: KeyTreeFolder, limitOf: RowLimit): TreeNode {
  return {
    ...folderNode(folder, limitOf),
    tooltip: l10n.t('Keys that only jobs and nodes of {0} can use', plain(project)),
    icon: { id: 'project' },
    accessibleLabel: l10n.t('Keys of project {0}, {1}', project, counted(folder.count, 'key')),
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
    accessibleLabel: l10n.t('Folder {0}, {1}', path, held),
    children: [
      ...Array.from(folders, (folder) => folderNode(folder, limitOf)),
      ...pagedRows(`keys/${path}`, keys, limitOf, keyNode),
    ],
    subject: { kind: 'key-folder', path },
  };
}

function keyNode({ path, kind, createdAt, createdBy, modifiedAt, modifiedBy }: KeyOverview): TreeNode {
  const name = keyKindName(kind);
  const changed =
    modifiedAt === createdAt
      ? ''
      : l10n.t('Changed {0} by {1}', plain(localTime(modifiedAt)), plain(modifiedBy));
  const lines = [
    `**${plain(path)}**: ${name}`,
    l10n.t('Stored {0} by {1}', plain(localTime(createdAt)), plain(createdBy)),
    changed,
  ];
  return {
    id: `key:${path}`,
    label: nameOf(path),
    description: name,
    tooltip: lines.filter((line) => line !== '').join('\n\n'),
    icon: { id: ICONS[kind] },
    kinds: [ITEM_KINDS.key, ...(kind === 'public' ? [ITEM_ABILITIES.publicKey] : [])],
    accessibleLabel: l10n.t('Key {0}, {1}', path, name),
    subject: { kind: 'key', path },
  };
}

const ICONS: Readonly<Record<KeyKind, string>> = { password: 'lock', private: 'key', public: 'verified' };

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

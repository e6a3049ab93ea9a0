import type { KeyKind } from '../../protocol/entities/key-record.ts';
import type { KeyOverview } from '../../protocol/routes/shapes/key-shapes.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import type { Model } from '../model/model.ts';
import type { TreeNode } from './tree-node.ts';
import { counted, KEY_KIND_NAMES, localTime, plain } from './words.ts';

const ROOT = 'keys';
const PROJECTS = 'keys/project';

/**
 * The Keys view: what key storage holds by its folders, what all projects share first, then what belongs to each project.
 * Kinds and names alone; values are nowhere.
 */
export function keysTree({ keys }: Model): readonly TreeNode[] {
  const projectOf = ({ path }: KeyOverview) => /^keys\/project\/([^/]+)/.exec(path)?.[1];
  const shared = keys.filter((key) => projectOf(key) === undefined);
  const projects = new Set(keys.flatMap((key) => projectOf(key) ?? []));
  return [
    ...(shared.length === 0 ? [] : [sharedNode(shared)]),
    ...[...projects].toSorted().map((project) =>
      projectNode(
        project,
        keys.filter((key) => projectOf(key) === project),
      ),
    ),
  ];
}

function sharedNode(keys: readonly KeyOverview[]): TreeNode {
  return {
    ...folderNode(ROOT, keys),
    label: 'All Projects',
    tooltip: 'Keys that jobs and nodes of all projects may use',
    icon: { id: 'globe' },
    accessibleLabel: `Keys of all projects, ${counted(keys.length, 'key')}`,
    initiallyExpanded: true,
  };
}

function projectNode(project: string, keys: readonly KeyOverview[]): TreeNode {
  return {
    ...folderNode(`${PROJECTS}/${project}`, keys),
    tooltip: `Keys that only jobs and nodes of ${plain(project)} may use`,
    icon: { id: 'project' },
    accessibleLabel: `Keys of project ${project}, ${counted(keys.length, 'key')}`,
    initiallyExpanded: true,
  };
}

/** A folder with its folders, then its keys. `keys`: all that lie below it, at any depth. */
function folderNode(path: string, keys: readonly KeyOverview[]): TreeNode {
  const rest = (key: KeyOverview) => key.path.slice(path.length + 1).split('/');
  const own = keys.filter((key) => rest(key).length === 1);
  const folders = new Set(keys.flatMap((key) => (rest(key).length > 1 ? (rest(key)[0] ?? '') : [])));
  return {
    id: `folder:${path}`,
    label: nameOf(path),
    description: counted(keys.length, 'key'),
    icon: { id: 'folder' },
    kinds: [ITEM_KINDS.keyFolder],
    accessibleLabel: `Folder ${path}, ${counted(keys.length, 'key')}`,
    children: [
      ...[...folders].map((folder) =>
        folderNode(
          `${path}/${folder}`,
          keys.filter((key) => key.path.startsWith(`${path}/${folder}/`)),
        ),
      ),
      ...own.map(keyNode),
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

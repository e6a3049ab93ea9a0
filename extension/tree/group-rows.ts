import type { CommandId } from '../ids/commands.ts';
import { type CountedNoun, counted } from '../model/display-text.ts';
import type { NodeIcon, TreeNode } from './tree-node.ts';

/** Creates the row of a group. Groups have no commands of their own. */
export function groupRow(
  id: string,
  label: string,
  noun: CountedNoun,
  members: number,
  children: readonly TreeNode[],
  icon: NodeIcon = { id: 'folder' },
): TreeNode {
  return {
    id,
    label,
    description: String(members),
    icon,
    kinds: [],
    accessibleLabel: `${label}, ${counted(members, noun)}`,
    children,
    initiallyExpanded: true,
    subject: { kind: 'none' },
  };
}

/** Creates the row that replaces all rows if the filter selects none. A click changes the filter. */
export function noMatchRow(text: string, command: CommandId): TreeNode {
  return {
    id: 'no-match',
    label: text,
    icon: { id: 'filter' },
    kinds: [],
    accessibleLabel: text,
    command,
    subject: { kind: 'none' },
  };
}

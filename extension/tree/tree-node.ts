import type { JobId } from '../../protocol/ids.ts';
import type { CommandId } from '../ids/commands.ts';

/** An icon of VS Code's set, with a theme colour where it shows a state. */
export interface NodeIcon {
  readonly id: string;
  readonly color?: string;
}

/** What a command that is called on a node works on. */
export type Subject =
  | { readonly kind: 'runner'; readonly runnerId: string }
  | { readonly kind: 'replica'; readonly runnerId: string; readonly replicaId: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'node-source'; readonly project: string; readonly index: number }
  | { readonly kind: 'job'; readonly jobId: string; readonly project: string }
  | { readonly kind: 'key'; readonly path: string }
  /** A folder of keys, such as `keys/project/demo`. */
  | { readonly kind: 'key-folder'; readonly path: string }
  | { readonly kind: 'execution'; readonly executionId: number }
  /** A file of jobs, by its URI. */
  | { readonly kind: 'document'; readonly uri: string }
  | { readonly kind: 'none' };

/** A part of a tooltip that has to be asked for: the schedule of a job. */
export interface MoreTooltip {
  readonly kind: 'schedule';
  readonly jobId: JobId;
}

/** One row of a tree as data: made by pure functions from the model, shown by the tree adapter. */
export interface TreeNode {
  /** Unique in its view and stable, so that selection and expansion survive changes. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** What is read only when somebody looks, and told below the tooltip. */
  readonly moreTooltip?: MoreTooltip;
  readonly icon: NodeIcon;
  /** Tokens of `contextValue`, of `ids/item-kinds.ts`. */
  readonly kinds: readonly string[];
  /** Read aloud: the state in words. */
  readonly accessibleLabel: string;
  /** Absent: a leaf. */
  readonly children?: readonly TreeNode[];
  readonly initiallyExpanded?: boolean;
  /** Called by a click, on the node's subject. */
  readonly command?: CommandId;
  readonly subject: Subject;
}

import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { CommandId } from '../ids/commands.ts';

/** A codicon, with a theme colour if it shows a state. */
export interface NodeIcon {
  readonly id: string;
  readonly color?: string;
}

/** A step of an execution, a step on a node, or a node. */
export interface ExecutionPlace {
  readonly stepctx?: string;
  readonly node?: string;
  /** Whether the step failed at this place. Its first error is then more useful than its first line. */
  readonly hasFailed?: boolean;
}

/** The object that a command acts on when it is invoked on a node. */
export type Subject =
  | { readonly kind: 'runner'; readonly runnerId: string }
  | { readonly kind: 'replica'; readonly runnerId: string; readonly replicaId: string }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A project. `isPart` marks the rows of its groups and its nodes, on which commands act as on the project. */
  | { readonly kind: 'project'; readonly project: string; readonly isPart?: true }
  | { readonly kind: 'node-source'; readonly project: string; readonly index: number }
  | { readonly kind: 'job'; readonly jobId: string; readonly project: string }
  | { readonly kind: 'key'; readonly path: string }
  /** A folder of keys, such as `keys/project/demo`. */
  | { readonly kind: 'key-folder'; readonly path: string }
  | { readonly kind: 'execution'; readonly executionId: number; readonly place?: ExecutionPlace }
  /** A job file, by its URI, or the job in the file that begins at a line, counted from 0. */
  | { readonly kind: 'document'; readonly uri: string; readonly line?: number }
  /** A position in a file that output refers to. See `FileReference`. */
  | { readonly kind: 'file-reference'; readonly path: string; readonly line: number; readonly column: number }
  /** A list that shows only some of its rows. */
  | { readonly kind: 'list'; readonly list: string }
  | { readonly kind: 'none' };

/** A part of a tooltip that is read from the coordinator on hover. */
export type MoreTooltip =
  | { readonly kind: 'schedule'; readonly jobId: JobId }
  /** The notifications of an execution that were not delivered. */
  | { readonly kind: 'undelivered'; readonly execution: ExecutionId };

/** A row of a tree as data. Pure functions create it from the model; the tree adapter shows it. */
export interface TreeNode {
  /** Unique in its view and stable, so that selection and expansion survive changes. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown text. */
  readonly tooltip?: string;
  /** The part of the tooltip to append on hover. */
  readonly moreTooltip?: MoreTooltip;
  readonly icon: NodeIcon;
  /** Tokens of `contextValue`, declared in `ids/item-kinds.ts`. */
  readonly kinds: readonly string[];
  /** The label for screen readers, including the state. */
  readonly accessibleLabel: string;
  /** Absent for a leaf. {@link withLazyChildren} adds children that are built when they are read. */
  readonly children?: readonly TreeNode[];
  readonly initiallyExpanded?: boolean;
  /** The command that a click runs on the node's subject. */
  readonly command?: CommandId;
  readonly subject: Subject;
}

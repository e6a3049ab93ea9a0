/**
 * Tokens of a tree item's `contextValue`, which `when` clauses match by `viewItem =~ /\bTOKEN\b/`. These tokens are the
 * kinds of items.
 */
export const ITEM_KINDS = {
  runner: 'runner',
  localRunner: 'localRunner',
  replica: 'replica',
  tag: 'tag',
  untaggedJobs: 'untaggedJobs',
  tagsWithoutRunner: 'tagsWithoutRunner',
  project: 'project',
  nodes: 'nodes',
  nodeSource: 'nodeSource',
  configuredSource: 'configuredSource',
  group: 'group',
  job: 'job',
  keyFolder: 'keyFolder',
  key: 'key',
  execution: 'execution',
  step: 'step',
} as const;

/** Further `contextValue` tokens, for the actions that an item currently supports. */
export const ITEM_ABILITIES = {
  /** A runner or replica that is not paused. */
  takesWork: 'takesWork',
  /** Whether the row is pinned to the top. */
  pinned: 'pinned',
  unpinned: 'unpinned',
  /** A paused runner or replica, or a runner with a paused replica. */
  paused: 'paused',
  running: 'running',
  ended: 'ended',
  /** An execution whose job can be run again. */
  repeatable: 'repeatable',
  /** A step on one node. */
  onNode: 'onNode',
  /** An execution that failed on nodes. */
  failedNodes: 'failedNodes',
  /** A key whose value the user may see. */
  publicKey: 'publicKey',
  /** Whether executions of the job are enabled. */
  executionOn: 'executionOn',
  executionOff: 'executionOff',
  /** Whether the schedule of the job is enabled. */
  scheduleOn: 'scheduleOn',
  scheduleOff: 'scheduleOff',
} as const;

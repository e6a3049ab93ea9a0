/**
 * Tokens of a tree item's `contextValue`, which `when` clauses match by `viewItem =~ /\bTOKEN\b/`: what the item is,
 * then what it can do now.
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

export const ITEM_ABILITIES = {
  /** A runner or replica that takes new work. */
  takesWork: 'takesWork',
  /** A runner or replica that is paused, or a runner of which a replica is. */
  paused: 'paused',
  running: 'running',
  ended: 'ended',
  /** An execution whose job can be run again. */
  repeatable: 'repeatable',
  /** An execution that failed on nodes. */
  failedNodes: 'failedNodes',
  /** A key whose content may be shown. */
  publicKey: 'publicKey',
  /** A job that may be run, or may not. */
  executionOn: 'executionOn',
  executionOff: 'executionOff',
  /** A job whose schedule fires, or does not. */
  scheduleOn: 'scheduleOn',
  scheduleOff: 'scheduleOff',
} as const;

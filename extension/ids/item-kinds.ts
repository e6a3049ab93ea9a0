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
  group: 'group',
  job: 'job',
  execution: 'execution',
} as const;

export const ITEM_ABILITIES = {
  running: 'running',
  ended: 'ended',
} as const;

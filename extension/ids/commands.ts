/** Ids of all commands. A test compares them with `package.json`. */
export const COMMANDS = {
  startEmbedded: 'outrunner.startEmbedded',
  connect: 'outrunner.connect',
  disconnect: 'outrunner.disconnect',
  stopEmbedded: 'outrunner.stopEmbedded',
  restartEmbedded: 'outrunner.restartEmbedded',
  showCoordinatorLog: 'outrunner.showCoordinatorLog',
  shareCoordinator: 'outrunner.shareCoordinator',

  enableRunners: 'outrunner.enableRunners',
  disableRunners: 'outrunner.disableRunners',
  createRunner: 'outrunner.createRunner',
  renameRunner: 'outrunner.renameRunner',
  editRunnerTags: 'outrunner.editRunnerTags',
  assignRunner: 'outrunner.assignRunner',
  setNodeDispatch: 'outrunner.setNodeDispatch',
  pingRunner: 'outrunner.pingRunner',
  regenerateCredentials: 'outrunner.regenerateCredentials',
  deleteRunner: 'outrunner.deleteRunner',

  addReplica: 'outrunner.addReplica',
  deleteReplica: 'outrunner.deleteReplica',
  drainRunner: 'outrunner.drainRunner',
  pauseRunner: 'outrunner.pauseRunner',
  resumeRunner: 'outrunner.resumeRunner',
  pinFacts: 'outrunner.pinFacts',
  unpinFacts: 'outrunner.unpinFacts',
  createEnrollmentKey: 'outrunner.createEnrollmentKey',
  manageEnrollmentKeys: 'outrunner.manageEnrollmentKeys',

  renameTag: 'outrunner.renameTag',
  mergeTags: 'outrunner.mergeTags',
  deleteTag: 'outrunner.deleteTag',

  createProject: 'outrunner.createProject',
  editProjectConfig: 'outrunner.editProjectConfig',
  setProjectDispatch: 'outrunner.setProjectDispatch',
  deleteProject: 'outrunner.deleteProject',

  newJob: 'outrunner.newJob',
  importJobs: 'outrunner.importJobs',
  exportJobs: 'outrunner.exportJobs',
  openJob: 'outrunner.openJob',
  editJobTags: 'outrunner.editJobTags',
  reviewUntaggedJobs: 'outrunner.reviewUntaggedJobs',
  reviewTagsWithoutRunner: 'outrunner.reviewTagsWithoutRunner',
  deleteJob: 'outrunner.deleteJob',
  runJob: 'outrunner.runJob',
  runJobOnNodes: 'outrunner.runJobOnNodes',
  previewPlan: 'outrunner.previewPlan',
  enableJob: 'outrunner.enableJob',
  disableJob: 'outrunner.disableJob',
  enableSchedule: 'outrunner.enableSchedule',
  disableSchedule: 'outrunner.disableSchedule',

  runAdhocCommand: 'outrunner.runCommand',
  runAdhocScript: 'outrunner.runScript',

  importNodes: 'outrunner.importNodes',
  exportNodes: 'outrunner.exportNodes',
  showNodes: 'outrunner.showNodes',
  refreshNodes: 'outrunner.refreshNodes',
  addNodeSource: 'outrunner.addNodeSource',
  deleteNodeSource: 'outrunner.deleteNodeSource',
  saveNodeFilter: 'outrunner.saveNodeFilter',
  deleteNodeFilter: 'outrunner.deleteNodeFilter',

  createKey: 'outrunner.createKey',
  replaceKey: 'outrunner.replaceKey',
  deleteKey: 'outrunner.deleteKey',
  copyKeyPath: 'outrunner.copyKeyPath',
  showPublicKey: 'outrunner.showPublicKey',

  setExecutionMode: 'outrunner.setExecutionMode',
  editSettings: 'outrunner.editSettings',
  showAudit: 'outrunner.showAudit',
  releaseQueued: 'outrunner.releaseQueued',

  stopExecution: 'outrunner.stopExecution',
  rerunExecution: 'outrunner.rerunExecution',
  retryOnFailedNodes: 'outrunner.retryOnFailedNodes',
  openOutput: 'outrunner.openOutput',

  createToken: 'outrunner.createToken',
  manageTokens: 'outrunner.manageTokens',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/**
 * Commands that act on all selected rows. Menus offer the other commands only for a single row. A test compares this set
 * with `package.json`.
 */
export const ON_SEVERAL_ROWS: ReadonlySet<CommandId> = new Set([
  COMMANDS.editRunnerTags,
  COMMANDS.pingRunner,
  COMMANDS.pauseRunner,
  COMMANDS.resumeRunner,
  COMMANDS.pinFacts,
  COMMANDS.unpinFacts,
  COMMANDS.drainRunner,
  COMMANDS.deleteRunner,
  COMMANDS.deleteReplica,
  COMMANDS.mergeTags,
  COMMANDS.editJobTags,
  COMMANDS.exportJobs,
  COMMANDS.enableJob,
  COMMANDS.disableJob,
  COMMANDS.enableSchedule,
  COMMANDS.disableSchedule,
  COMMANDS.deleteJob,
  COMMANDS.deleteKey,
  COMMANDS.stopExecution,
]);

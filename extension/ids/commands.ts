/** Ids of all commands. A test holds them against `package.json`. */
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
  createEnrollmentKey: 'outrunner.createEnrollmentKey',
  manageEnrollmentKeys: 'outrunner.manageEnrollmentKeys',

  renameTag: 'outrunner.renameTag',
  mergeTags: 'outrunner.mergeTags',
  deleteTag: 'outrunner.deleteTag',

  createProject: 'outrunner.createProject',
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
  showNodes: 'outrunner.showNodes',
  refreshNodes: 'outrunner.refreshNodes',
  addNodeSource: 'outrunner.addNodeSource',
  saveNodeFilter: 'outrunner.saveNodeFilter',
  deleteNodeFilter: 'outrunner.deleteNodeFilter',

  createKey: 'outrunner.createKey',
  manageKeys: 'outrunner.manageKeys',
  replaceKey: 'outrunner.replaceKey',
  deleteKey: 'outrunner.deleteKey',

  setExecutionMode: 'outrunner.setExecutionMode',
  changeSetting: 'outrunner.changeSetting',
  setLocalExecutor: 'outrunner.setLocalExecutor',
  placePlugins: 'outrunner.placePlugins',
  editSettings: 'outrunner.editSettings',
  showAudit: 'outrunner.showAudit',

  stopExecution: 'outrunner.stopExecution',
  rerunExecution: 'outrunner.rerunExecution',
  retryOnFailedNodes: 'outrunner.retryOnFailedNodes',
  openOutput: 'outrunner.openOutput',

  createToken: 'outrunner.createToken',
  manageTokens: 'outrunner.manageTokens',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

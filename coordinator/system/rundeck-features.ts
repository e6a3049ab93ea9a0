import type { FeatureState } from '../../protocol/routes/shapes/discovery-shapes.ts';

/**
 * The features that Rundeck can switch, and whether the coordinator has what they control. Features of Rundeck's web
 * interface, database and Java plugins do not exist here.
 *
 * Source: the enumeration `Features` of Rundeck.
 */
const FEATURES: Readonly<Record<string, boolean>> = {
  activityDefaultTimeFilter: false,
  alphaUi: false,
  apiProjectConfigValidation: false,
  authorizationServiceBootstrapWarmupCache: false,
  caseInsensitiveUsername: false,
  // Retention deletes old executions.
  cleanExecutionsHistoryJob: true,
  cleanExecutionsHistoryJobAsyncStart: false,
  defaultExecutionCleanup: false,
  // Workflows may contain conditionals.
  earlyAccessJobConditional: true,
  enhancedNodes: false,
  executionLifecyclePlugin: false,
  // Options may have the type `file`.
  fileUploadPlugin: true,
  guiHideRoiInstructions: false,
  jobLifecyclePlugin: false,
  legacyUi: false,
  legacyXml: false,
  multilineJobOptions: false,
  nodeExecutorSecureInput: false,
  // Sending a notification delays no execution.
  notificationsOwnThread: true,
  pluginGroups: false,
  pluginSecurity: false,
  projectManagerServiceBootstrapWarmupCache: false,
  publicKeysDownload: false,
  repository: false,
  sidebarProjectListing: false,
  userSessionProjectsCache: false,
  webhooks: true,
  workflowDynamicStepSummaryGUI: false,
};

export function rundeckFeatures(): FeatureState[] {
  return Object.entries(FEATURES).map(([name, enabled]) => ({ name, enabled }));
}

/** An unknown feature counts as disabled, as in Rundeck. */
export function rundeckFeature(name: string): FeatureState {
  return { name, enabled: Object.hasOwn(FEATURES, name) && FEATURES[name] === true };
}

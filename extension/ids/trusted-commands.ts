import { COMMANDS, type CommandId } from './commands.ts';

/**
 * The commands that start, schedule or import something. They require a trusted workspace, because a workspace may
 * contain the jobs, scripts and nodes that they use.
 */
export const TRUSTED_COMMANDS: ReadonlySet<CommandId> = new Set<CommandId>([
  COMMANDS.startEmbedded,
  COMMANDS.restartEmbedded,
  COMMANDS.runJob,
  COMMANDS.runJobOnNodes,
  COMMANDS.runJobWithForm,
  COMMANDS.runDraft,
  COMMANDS.runAdhocCommand,
  COMMANDS.runAdhocScript,
  COMMANDS.rerunExecution,
  COMMANDS.rerunWithForm,
  COMMANDS.retryOnFailedNodes,
  COMMANDS.runAgain,
  COMMANDS.enableJob,
  COMMANDS.enableSchedule,
  COMMANDS.importJobs,
  COMMANDS.pushJobs,
  COMMANDS.pullJobs,
  COMMANDS.compareJobs,
  COMMANDS.importNodes,
  COMMANDS.addNodeSource,
  COMMANDS.createWebhook,
]);

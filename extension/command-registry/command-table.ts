import { createToken } from '../administration/create-token.ts';
import { editSettings } from '../administration/edit-settings.ts';
import { manageTokens } from '../administration/manage-tokens.ts';
import { releaseQueued } from '../administration/release-queued.ts';
import { setExecutionMode } from '../administration/set-execution-mode.ts';
import { showAudit } from '../administration/show-audit.ts';
import type { Command } from '../commands/command.ts';
import { connect } from '../connection/commands/connect.ts';
import { disconnect } from '../connection/commands/disconnect.ts';
import { restartEmbedded } from '../connection/commands/restart-embedded.ts';
import { shareCoordinator } from '../connection/commands/share-coordinator.ts';
import { showCoordinatorLog } from '../connection/commands/show-coordinator-log.ts';
import { startEmbedded } from '../connection/commands/start-embedded.ts';
import { stopEmbedded } from '../connection/commands/stop-embedded.ts';
import { runAdhocCommand } from '../executions/adhoc/run-adhoc-command.ts';
import { runAdhocScript } from '../executions/adhoc/run-adhoc-script.ts';
import { openOutput } from '../executions/open-output.ts';
import { rerunExecution } from '../executions/rerun-execution.ts';
import { retryOnFailedNodes } from '../executions/retry-on-failed-nodes.ts';
import { stopExecution } from '../executions/stop-execution.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { deleteJob } from '../jobs/delete-job.ts';
import { exportJobs } from '../jobs/export-jobs.ts';
import { importJobs } from '../jobs/import-jobs.ts';
import { newJob } from '../jobs/new-job.ts';
import { openJob } from '../jobs/open-job.ts';
import { previewPlan } from '../jobs/preview-plan.ts';
import { runJob } from '../jobs/run-job.ts';
import { runJobOnNodes } from '../jobs/run-job-on-nodes.ts';
import { disableJob, disableSchedule, enableJob, enableSchedule } from '../jobs/switch-jobs.ts';
import { editJobTags } from '../jobs/tagging/edit-job-tags.ts';
import { reviewTagsWithoutRunner } from '../jobs/tagging/review-tags-without-runner.ts';
import { reviewUntaggedJobs } from '../jobs/tagging/review-untagged-jobs.ts';
import { createKey } from '../keys/create-key.ts';
import { copyKeyPath, deleteKey, replaceKey, showPublicKey } from '../keys/key-commands.ts';
import { addNodeSource } from '../nodes/add-node-source.ts';
import { deleteNodeFilter } from '../nodes/delete-node-filter.ts';
import { deleteNodeSource } from '../nodes/delete-node-source.ts';
import { exportNodes } from '../nodes/export-nodes.ts';
import { importNodes } from '../nodes/import-nodes.ts';
import { refreshNodes } from '../nodes/refresh-nodes.ts';
import { saveNodeFilter } from '../nodes/save-node-filter.ts';
import { showNodes } from '../nodes/show-nodes.ts';
import { createProject } from '../projects/create-project.ts';
import { deleteProject } from '../projects/delete-project.ts';
import { editProjectConfig } from '../projects/edit-project-config.ts';
import { setProjectDispatch } from '../projects/set-project-dispatch.ts';
import { assignRunner } from '../runners/assign-runner.ts';
import { deleteReplica } from '../runners/delete-replica.ts';
import { deleteRunner } from '../runners/delete-runner.ts';
import { disableRunners } from '../runners/disable-runners.ts';
import { editRunnerTags } from '../runners/edit-runner-tags.ts';
import { enableRunners } from '../runners/enable-runners.ts';
import { addReplica } from '../runners/install/add-replica.ts';
import { createRunner } from '../runners/install/create-runner.ts';
import { createEnrollmentKey, manageEnrollmentKeys } from '../runners/install/enrollment-keys.ts';
import { regenerateCredentials } from '../runners/install/regenerate-credentials.ts';
import { pinFacts, unpinFacts } from '../runners/pin-facts.ts';
import { pingRunner } from '../runners/ping-runner.ts';
import { renameRunner } from '../runners/rename-runner.ts';
import { drainRunner, pauseRunner, resumeRunner } from '../runners/set-intake.ts';
import { setNodeDispatch } from '../runners/set-node-dispatch.ts';
import { deleteTag } from '../tags/delete-tag.ts';
import { mergeTags } from '../tags/merge-tags.ts';
import { renameTag } from '../tags/rename-tag.ts';

/** Every command by its id. A missing command does not compile. */
export const COMMAND_TABLE: Readonly<Record<CommandId, Command>> = {
  [COMMANDS.startEmbedded]: startEmbedded,
  [COMMANDS.connect]: connect,
  [COMMANDS.disconnect]: disconnect,
  [COMMANDS.stopEmbedded]: stopEmbedded,
  [COMMANDS.restartEmbedded]: restartEmbedded,
  [COMMANDS.showCoordinatorLog]: showCoordinatorLog,
  [COMMANDS.shareCoordinator]: shareCoordinator,
  [COMMANDS.enableRunners]: enableRunners,
  [COMMANDS.disableRunners]: disableRunners,
  [COMMANDS.createRunner]: createRunner,
  [COMMANDS.renameRunner]: renameRunner,
  [COMMANDS.editRunnerTags]: editRunnerTags,
  [COMMANDS.assignRunner]: assignRunner,
  [COMMANDS.setNodeDispatch]: setNodeDispatch,
  [COMMANDS.pingRunner]: pingRunner,
  [COMMANDS.regenerateCredentials]: regenerateCredentials,
  [COMMANDS.deleteRunner]: deleteRunner,
  [COMMANDS.addReplica]: addReplica,
  [COMMANDS.deleteReplica]: deleteReplica,
  [COMMANDS.drainRunner]: drainRunner,
  [COMMANDS.pauseRunner]: pauseRunner,
  [COMMANDS.pinFacts]: pinFacts,
  [COMMANDS.unpinFacts]: unpinFacts,
  [COMMANDS.resumeRunner]: resumeRunner,
  [COMMANDS.createEnrollmentKey]: createEnrollmentKey,
  [COMMANDS.manageEnrollmentKeys]: manageEnrollmentKeys,
  [COMMANDS.renameTag]: renameTag,
  [COMMANDS.mergeTags]: mergeTags,
  [COMMANDS.deleteTag]: deleteTag,
  [COMMANDS.createProject]: createProject,
  [COMMANDS.editProjectConfig]: editProjectConfig,
  [COMMANDS.setProjectDispatch]: setProjectDispatch,
  [COMMANDS.deleteProject]: deleteProject,
  [COMMANDS.newJob]: newJob,
  [COMMANDS.importJobs]: importJobs,
  [COMMANDS.exportJobs]: exportJobs,
  [COMMANDS.openJob]: openJob,
  [COMMANDS.editJobTags]: editJobTags,
  [COMMANDS.reviewUntaggedJobs]: reviewUntaggedJobs,
  [COMMANDS.reviewTagsWithoutRunner]: reviewTagsWithoutRunner,
  [COMMANDS.deleteJob]: deleteJob,
  [COMMANDS.runJob]: runJob,
  [COMMANDS.runJobOnNodes]: runJobOnNodes,
  [COMMANDS.previewPlan]: previewPlan,
  [COMMANDS.enableJob]: enableJob,
  [COMMANDS.disableJob]: disableJob,
  [COMMANDS.enableSchedule]: enableSchedule,
  [COMMANDS.disableSchedule]: disableSchedule,
  [COMMANDS.runAdhocCommand]: runAdhocCommand,
  [COMMANDS.runAdhocScript]: runAdhocScript,
  [COMMANDS.importNodes]: importNodes,
  [COMMANDS.exportNodes]: exportNodes,
  [COMMANDS.showNodes]: showNodes,
  [COMMANDS.refreshNodes]: refreshNodes,
  [COMMANDS.addNodeSource]: addNodeSource,
  [COMMANDS.deleteNodeSource]: deleteNodeSource,
  [COMMANDS.saveNodeFilter]: saveNodeFilter,
  [COMMANDS.deleteNodeFilter]: deleteNodeFilter,
  [COMMANDS.createKey]: createKey,
  [COMMANDS.replaceKey]: replaceKey,
  [COMMANDS.deleteKey]: deleteKey,
  [COMMANDS.copyKeyPath]: copyKeyPath,
  [COMMANDS.showPublicKey]: showPublicKey,
  [COMMANDS.setExecutionMode]: setExecutionMode,
  [COMMANDS.editSettings]: editSettings,
  [COMMANDS.showAudit]: showAudit,
  [COMMANDS.releaseQueued]: releaseQueued,
  [COMMANDS.retryOnFailedNodes]: retryOnFailedNodes,
  [COMMANDS.stopExecution]: stopExecution,
  [COMMANDS.rerunExecution]: rerunExecution,
  [COMMANDS.openOutput]: openOutput,
  [COMMANDS.createToken]: createToken,
  [COMMANDS.manageTokens]: manageTokens,
};

import { showAudit } from '../administration/show-audit.ts';
import { reportIssue, showLog } from '../administration/support-commands.ts';
import { editSettings, releaseQueued, setExecutionMode } from '../administration/system-commands.ts';
import { createToken, manageTokens } from '../administration/token-commands.ts';
import type { Command } from '../commands/command.ts';
import { connect, disconnect } from '../connection/commands/connect.ts';
import {
  restartEmbedded,
  showCoordinatorLog,
  startEmbedded,
  stopEmbedded,
} from '../connection/commands/embedded-commands.ts';
import { shareCoordinator } from '../connection/commands/share-coordinator.ts';
import { switchCoordinator } from '../connection/commands/switch-coordinator.ts';
import { addTag } from '../drag/drop-rows.ts';
import { runAdhocCommand } from '../executions/adhoc/run-adhoc-command.ts';
import { runAdhocScript } from '../executions/adhoc/run-adhoc-script.ts';
import { deleteExecution } from '../executions/delete-execution.ts';
import {
  openExecutionPanel,
  openOutput,
  pinTerminal,
  rerunExecution,
  rerunWithForm,
  retryOnFailedNodes,
  runAgain,
  showJobHistory,
  stopExecution,
} from '../executions/execution-commands.ts';
import { clearExecutionFilter, filterExecutions, loadMoreExecutions } from '../executions/list-commands.ts';
import { findInOutput } from '../executions/output/find-in-output.ts';
import {
  goToFirstError,
  saveOutput,
  showFullOutput,
  showNextPart,
  showNodeOutput,
  showPreviousPart,
} from '../executions/output/output-commands.ts';
import { openReferencedFile } from '../file-links/open-referenced-file.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import { runDraft } from '../jobs/draft/run-draft.ts';
import { exportJobs } from '../jobs/export-jobs.ts';
import { importJobs } from '../jobs/import-jobs.ts';
import {
  deleteJob,
  disableJob,
  disableSchedule,
  enableJob,
  enableSchedule,
  openJob,
} from '../jobs/job-commands.ts';
import { revertJob, showJobRevisions } from '../jobs/job-revisions.ts';
import { newJob } from '../jobs/new-job.ts';
import { previewPlan } from '../jobs/preview-plan.ts';
import { runJob, runJobOnNodes, runJobWithForm } from '../jobs/run-job.ts';
import { reviewTagsWithoutRunner } from '../jobs/tagging/review-tags-without-runner.ts';
import { editJobTags, reviewUntaggedJobs } from '../jobs/tagging/tag-jobs.ts';
import { createKey } from '../keys/create-key.ts';
import { copyKeyPath, deleteKey, replaceKey, showPublicKey } from '../keys/key-commands.ts';
import { compareJobs } from '../linked-folders/compare-jobs.ts';
import { pullJobs } from '../linked-folders/pull-jobs.ts';
import { pushJobs } from '../linked-folders/push-jobs.ts';
import { copyLink } from '../links/link-commands.ts';
import { addNodeSource } from '../nodes/add-node-source.ts';
import { deleteNodeSource } from '../nodes/delete-node-source.ts';
import { exportNodes } from '../nodes/export-nodes.ts';
import { importNodes } from '../nodes/import-nodes.ts';
import { deleteNodeFilter, saveNodeFilter } from '../nodes/node-filter-commands.ts';
import { refreshNodes } from '../nodes/refresh-nodes.ts';
import { showNodes } from '../nodes/show-nodes.ts';
import { showOverview, showRunner } from '../overview/overview-commands.ts';
import { createProject, deleteProject, editProjectConfig } from '../projects/project-commands.ts';
import { setProjectDispatch } from '../projects/set-project-dispatch.ts';
import { setProjectMode } from '../projects/set-project-mode.ts';
import { assignRunner } from '../runners/assign-runner.ts';
import { deleteReplica } from '../runners/delete-replica.ts';
import { deleteRunner } from '../runners/delete-runner.ts';
import { editRunnerTags } from '../runners/edit-runner-tags.ts';
import { disableRunners, enableRunners } from '../runners/enable-runners.ts';
import { createRunner } from '../runners/install/create-runner.ts';
import { createEnrollmentKey, manageEnrollmentKeys } from '../runners/install/enrollment-keys.ts';
import { addReplica, regenerateCredentials } from '../runners/install/replica-commands.ts';
import { pinFacts, unpinFacts } from '../runners/pin-facts.ts';
import { pingRunner } from '../runners/ping-runner.ts';
import { renameRunner } from '../runners/rename-runner.ts';
import { drainRunner, pauseRunner, resumeRunner } from '../runners/set-intake.ts';
import { setNodeDispatch } from '../runners/set-node-dispatch.ts';
import { deleteTag, mergeTags, renameTag } from '../tags/tag-commands.ts';
import {
  clearJobFilter,
  clearKeyFilter,
  clearRunnerFilter,
  clearTagFilter,
  filterJobs,
  filterKeys,
  filterRunners,
  filterTags,
  groupExecutions,
  groupJobs,
  groupRunners,
  showMoreRows,
  sortExecutions,
  sortJobs,
  sortKeys,
  sortRunners,
  sortTags,
} from '../view-state/arrange-commands.ts';
import { pinRow, unpinRow } from '../view-state/pin-commands.ts';
import { copyWebhookUrl, createWebhook, deleteWebhook } from '../webhooks/webhook-commands.ts';
import { deleteSelected, renameSelected } from './selected-rows.ts';

/** Every command by its id. The type requires an entry for each id. */
export const COMMAND_TABLE: Readonly<Record<CommandId, Command>> = {
  [COMMANDS.startEmbedded]: startEmbedded,
  [COMMANDS.connect]: connect,
  [COMMANDS.switchCoordinator]: switchCoordinator,
  [COMMANDS.disconnect]: disconnect,
  [COMMANDS.stopEmbedded]: stopEmbedded,
  [COMMANDS.restartEmbedded]: restartEmbedded,
  [COMMANDS.showCoordinatorLog]: showCoordinatorLog,
  [COMMANDS.showLog]: showLog,
  [COMMANDS.showOverview]: showOverview,
  [COMMANDS.reportIssue]: reportIssue,
  [COMMANDS.shareCoordinator]: shareCoordinator,
  [COMMANDS.enableRunners]: enableRunners,
  [COMMANDS.disableRunners]: disableRunners,
  [COMMANDS.createRunner]: createRunner,
  [COMMANDS.showRunner]: showRunner,
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
  [COMMANDS.addTag]: addTag,
  [COMMANDS.renameTag]: renameTag,
  [COMMANDS.mergeTags]: mergeTags,
  [COMMANDS.deleteTag]: deleteTag,
  [COMMANDS.createProject]: createProject,
  [COMMANDS.editProjectConfig]: editProjectConfig,
  [COMMANDS.setProjectDispatch]: setProjectDispatch,
  [COMMANDS.setProjectMode]: setProjectMode,
  [COMMANDS.deleteProject]: deleteProject,
  [COMMANDS.newJob]: newJob,
  [COMMANDS.importJobs]: importJobs,
  [COMMANDS.exportJobs]: exportJobs,
  [COMMANDS.pushJobs]: pushJobs,
  [COMMANDS.pullJobs]: pullJobs,
  [COMMANDS.compareJobs]: compareJobs,
  [COMMANDS.openJob]: openJob,
  [COMMANDS.editJobTags]: editJobTags,
  [COMMANDS.reviewUntaggedJobs]: reviewUntaggedJobs,
  [COMMANDS.reviewTagsWithoutRunner]: reviewTagsWithoutRunner,
  [COMMANDS.showJobRevisions]: showJobRevisions,
  [COMMANDS.revertJob]: revertJob,
  [COMMANDS.deleteJob]: deleteJob,
  [COMMANDS.runJob]: runJob,
  [COMMANDS.runJobOnNodes]: runJobOnNodes,
  [COMMANDS.runJobWithForm]: runJobWithForm,
  [COMMANDS.runDraft]: runDraft,
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
  [COMMANDS.renameSelected]: renameSelected,
  [COMMANDS.deleteSelected]: deleteSelected,
  [COMMANDS.setExecutionMode]: setExecutionMode,
  [COMMANDS.editSettings]: editSettings,
  [COMMANDS.showAudit]: showAudit,
  [COMMANDS.releaseQueued]: releaseQueued,
  [COMMANDS.retryOnFailedNodes]: retryOnFailedNodes,
  [COMMANDS.runAgain]: runAgain,
  [COMMANDS.openExecutionPanel]: openExecutionPanel,
  [COMMANDS.showJobHistory]: showJobHistory,
  [COMMANDS.pinTerminal]: pinTerminal,
  [COMMANDS.copyLink]: copyLink,
  [COMMANDS.stopExecution]: stopExecution,
  [COMMANDS.deleteExecution]: deleteExecution,
  [COMMANDS.rerunExecution]: rerunExecution,
  [COMMANDS.rerunWithForm]: rerunWithForm,
  [COMMANDS.openOutput]: openOutput,
  [COMMANDS.showFullOutput]: showFullOutput,
  [COMMANDS.showNodeOutput]: showNodeOutput,
  [COMMANDS.goToFirstError]: goToFirstError,
  [COMMANDS.findInOutput]: findInOutput,
  [COMMANDS.saveOutput]: saveOutput,
  [COMMANDS.openReferencedFile]: openReferencedFile,
  [COMMANDS.showNextPart]: showNextPart,
  [COMMANDS.showPreviousPart]: showPreviousPart,
  [COMMANDS.filterRunners]: filterRunners,
  [COMMANDS.sortRunners]: sortRunners,
  [COMMANDS.groupRunners]: groupRunners,
  [COMMANDS.clearRunnerFilter]: clearRunnerFilter,
  [COMMANDS.filterTags]: filterTags,
  [COMMANDS.sortTags]: sortTags,
  [COMMANDS.clearTagFilter]: clearTagFilter,
  [COMMANDS.filterJobs]: filterJobs,
  [COMMANDS.sortJobs]: sortJobs,
  [COMMANDS.groupJobs]: groupJobs,
  [COMMANDS.clearJobFilter]: clearJobFilter,
  [COMMANDS.sortExecutions]: sortExecutions,
  [COMMANDS.groupExecutions]: groupExecutions,
  [COMMANDS.filterKeys]: filterKeys,
  [COMMANDS.sortKeys]: sortKeys,
  [COMMANDS.clearKeyFilter]: clearKeyFilter,
  [COMMANDS.showMoreRows]: showMoreRows,
  [COMMANDS.pinRow]: pinRow,
  [COMMANDS.unpinRow]: unpinRow,
  [COMMANDS.filterExecutions]: filterExecutions,
  [COMMANDS.clearExecutionFilter]: clearExecutionFilter,
  [COMMANDS.loadMoreExecutions]: loadMoreExecutions,
  [COMMANDS.createWebhook]: createWebhook,
  [COMMANDS.copyWebhookUrl]: copyWebhookUrl,
  [COMMANDS.deleteWebhook]: deleteWebhook,

  [COMMANDS.createToken]: createToken,
  [COMMANDS.manageTokens]: manageTokens,
};

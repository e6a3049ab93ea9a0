import { COMMANDS, type CommandId } from '../../extension/ids/commands.ts';

/** The effect of each command, for the table in `docs/vscode.md`. A command without a description does not compile. */
export const COMMAND_DESCRIPTIONS: Readonly<Record<CommandId, string>> = {
  [COMMANDS.startEmbedded]:
    'Starts the embedded coordinator, or connects to the one that another window started.',
  [COMMANDS.connect]: 'Asks for the URL of a coordinator and an API token, and connects to it.',
  [COMMANDS.switchCoordinator]:
    'Connects this window to another known coordinator, and closes the editors, panels and terminals of the current one.',
  [COMMANDS.disconnect]: 'Closes the connection to the coordinator, which continues to run.',
  [COMMANDS.stopEmbedded]: 'Stops the embedded coordinator for all windows, after a confirmation.',
  [COMMANDS.restartEmbedded]: 'Restarts the embedded coordinator, while steps continue on their runners.',
  [COMMANDS.showCoordinatorLog]: 'Opens the log file of the embedded coordinator.',
  [COMMANDS.showLog]: 'Shows the log of the extension in the Output panel, where its level can be changed.',
  [COMMANDS.showOverview]:
    'Shows the Overview: runners by health, waiting executions with their reasons, failing jobs, undelivered notifications, tags without a runner and untagged jobs.',
  [COMMANDS.reportIssue]:
    'Opens the issue reporter of VS Code with the versions and the kind of the connection.',
  [COMMANDS.shareCoordinator]:
    'Lets runners on other machines reach the embedded coordinator, or stops sharing it.',

  [COMMANDS.enableRunners]: 'Lets created runners connect and execute steps.',
  [COMMANDS.disableRunners]:
    'Switches all runners but the Local Runner off once their current steps end, after a confirmation.',
  [COMMANDS.createRunner]:
    'Asks for name, tags, projects and type of a new runner, and shows its install command.',
  [COMMANDS.showRunner]: 'Selects a runner in the Runners view.',
  [COMMANDS.renameRunner]: 'Changes the name or the description of a runner.',
  [COMMANDS.editRunnerTags]: 'Changes the tags of one or more runners.',
  [COMMANDS.setNodeDispatch]:
    'Sets on which nodes of a project a runner executes steps, and whether its own host is a node.',
  [COMMANDS.assignRunner]: 'Sets the projects that a runner serves, or adds projects to several runners.',
  [COMMANDS.pingRunner]: 'Checks whether runners or replicas answer, and shows their response times.',
  [COMMANDS.regenerateCredentials]:
    'Revokes the credentials of a runner at once, and shows a new install command.',
  [COMMANDS.deleteRunner]: 'Deletes one or more runners, after a confirmation.',
  [COMMANDS.addReplica]: 'Shows the command that installs another replica of a runner.',
  [COMMANDS.deleteReplica]: 'Deletes one or more replicas, after a confirmation.',
  [COMMANDS.drainRunner]:
    'Lets runners or replicas finish their current steps and exit, after a confirmation.',
  [COMMANDS.pauseRunner]: 'Stops runners or replicas from starting new steps until they are resumed.',
  [COMMANDS.resumeRunner]: 'Lets paused runners or replicas start new steps again.',
  [COMMANDS.pinFacts]:
    'Confirms what replicas report about their hosts, so that runner filters can use it for steps with secrets.',
  [COMMANDS.unpinFacts]: 'Withdraws the confirmation of what replicas report about their hosts.',
  [COMMANDS.createEnrollmentKey]:
    'Creates a key with which new replicas of a runner enroll themselves, and shows it once.',
  [COMMANDS.manageEnrollmentKeys]: 'Lists the enrollment keys of a runner, and deletes the chosen one.',

  [COMMANDS.addTag]: 'Adds a tag to the chosen runners and jobs, after a confirmation.',
  [COMMANDS.renameTag]: 'Renames a tag on all runners, jobs and node sources.',
  [COMMANDS.mergeTags]: 'Replaces several tags with one.',
  [COMMANDS.deleteTag]: 'Removes a tag from all runners, jobs and node sources.',

  [COMMANDS.createProject]: 'Creates a project.',
  [COMMANDS.editProjectConfig]: 'Opens the properties of a project as a document.',
  [COMMANDS.setProjectDispatch]:
    'Sets how a project selects runners for its nodes, and the priority of its executions.',
  [COMMANDS.setProjectMode]:
    'Enables or disables the executions or schedules of a project, now or after a delay.',
  [COMMANDS.deleteProject]: 'Deletes a project with all its jobs, after a confirmation.',

  [COMMANDS.newJob]: 'Asks for project, name, group and runners of a new job, and opens its YAML.',
  [COMMANDS.importJobs]: 'Adds the jobs of files to a project, and asks before it replaces a job.',
  [COMMANDS.exportJobs]: 'Writes the jobs of a project, or the selected jobs, to a YAML file.',
  [COMMANDS.pushJobs]:
    'Sends the changed job files of a folder with `outrunner.json` to the coordinator, and asks how to resolve conflicts.',
  [COMMANDS.pullJobs]:
    'Writes changes of the coordinator into the job files of a folder with `outrunner.json`, and asks how to resolve conflicts.',
  [COMMANDS.compareJobs]:
    'Compares a job file with the coordinator in a diff editor. Without a file, asks for one of those that differ.',
  [COMMANDS.openJob]: 'Opens the YAML of a job.',
  [COMMANDS.editJobTags]:
    'Opens the tagging editor of a job, which sets its runner tags and shows the matching runners.',
  [COMMANDS.reviewUntaggedJobs]: 'Lists the jobs without runner tags, and tags the chosen ones.',
  [COMMANDS.reviewTagsWithoutRunner]:
    'Lists the tags that jobs use but no runner has, and tags runners or jobs.',
  [COMMANDS.showJobRevisions]: 'Compares a stored revision of a job with its stored text.',
  [COMMANDS.revertJob]: 'Restores a stored revision of a job, after a confirmation.',
  [COMMANDS.deleteJob]: 'Deletes one or more jobs, after a confirmation.',
  [COMMANDS.runJob]: 'Asks for the options of a job, and runs it.',
  [COMMANDS.runJobOnNodes]: 'Runs a job on the nodes that a filter selects.',
  [COMMANDS.runJobWithForm]: 'Opens a form with all options of a job, to run it now or later.',
  [COMMANDS.runDraft]: 'Runs a job of a file once with its text in the editor, without storing it.',
  [COMMANDS.previewPlan]: 'Shows what a run of a job would do, without running it.',
  [COMMANDS.enableJob]: 'Allows runs of one or more jobs again.',
  [COMMANDS.disableJob]: 'Stops every run of one or more jobs, scheduled or not.',
  [COMMANDS.enableSchedule]: 'Allows scheduled runs of one or more jobs again.',
  [COMMANDS.disableSchedule]: 'Stops scheduled runs of one or more jobs.',

  [COMMANDS.runAdhocCommand]: 'Runs a command on the nodes of a filter, after it shows them.',
  [COMMANDS.runAdhocScript]: 'Runs a script on the nodes of a filter, after it shows them.',

  [COMMANDS.importNodes]: 'Replaces the stored nodes of a project by those of a file.',
  [COMMANDS.exportNodes]: 'Writes the nodes of a project, or of one node source, to a file.',
  [COMMANDS.showNodes]: 'Shows the nodes of a project that a filter selects.',
  [COMMANDS.refreshNodes]: 'Reads the node sources of a project again.',
  [COMMANDS.addNodeSource]: 'Adds a file, folder, URL, script or Ansible inventory as a node source.',
  [COMMANDS.deleteNodeSource]: 'Removes a node source from its project, after a confirmation.',
  [COMMANDS.saveNodeFilter]: 'Saves a node filter of a project under a name.',
  [COMMANDS.deleteNodeFilter]: 'Deletes a saved node filter of a project, after a confirmation.',

  [COMMANDS.createKey]: 'Stores a password, a private key or a public key in key storage.',
  [COMMANDS.replaceKey]: 'Replaces the value of a key.',
  [COMMANDS.deleteKey]: 'Deletes one or more keys, after a confirmation.',
  [COMMANDS.copyKeyPath]: 'Copies the path of a key to the clipboard.',
  [COMMANDS.showPublicKey]: 'Opens a public key as a read-only document.',

  [COMMANDS.renameSelected]: 'Renames the selected runner or tag (F2).',
  [COMMANDS.deleteSelected]:
    'Deletes the selected runners, replicas, tag, project, jobs, keys, node source or executions, after a confirmation (Delete).',

  [COMMANDS.setExecutionMode]:
    'Makes the coordinator passive, so that it starts no executions, or active, now or after a delay.',
  [COMMANDS.editSettings]: 'Opens the settings of the coordinator as a document.',
  [COMMANDS.showAudit]: 'Shows administrative acts, newest first.',
  [COMMANDS.releaseQueued]:
    'Releases the operations that the coordinator holds back after a restore from a backup.',

  [COMMANDS.stopExecution]: 'Stops one or more running executions.',
  [COMMANDS.deleteExecution]: 'Deletes one or more executions that have ended, after a confirmation.',
  [COMMANDS.rerunExecution]: 'Runs the job of an execution again, with its options as the first answers.',
  [COMMANDS.runAgain]:
    'Runs the job of an execution again with the same options, and asks only for inputs that are not stored.',
  [COMMANDS.openExecutionPanel]:
    'Shows the steps of an execution on its nodes as a grid, with progress and a timeline by replica.',
  [COMMANDS.showJobHistory]: 'Shows the latest runs of a job with success rate, durations and options.',
  [COMMANDS.pinTerminal]: 'Keeps the active terminal when its job runs again.',
  [COMMANDS.copyLink]:
    'Copies a `vscode://` link to a job, to an execution, or to the line of the output that the cursor is in.',
  [COMMANDS.rerunWithForm]: 'Opens the form of the job of an execution, filled in with its options.',
  [COMMANDS.retryOnFailedNodes]:
    'Runs the job of an execution again with the same options, on the nodes that failed.',
  [COMMANDS.openOutput]: 'Shows the output of an execution in a terminal.',
  [COMMANDS.showFullOutput]: 'Opens the whole output of an execution as a read-only document.',
  [COMMANDS.showNodeOutput]: 'Opens the output of one node, in all steps of an execution.',
  [COMMANDS.openReferencedFile]:
    'Opens the file of the workspace that the line of output at the cursor names, such as `src/main.c:12`.',
  [COMMANDS.goToFirstError]: 'Opens the output at the first error of the step that failed first.',
  [COMMANDS.findInOutput]: 'Searches the whole output for a text, and shows the next line that contains it.',
  [COMMANDS.saveOutput]: 'Writes the whole output of an execution to a file.',
  [COMMANDS.showNextPart]: 'Shows the next part of output that is too large for one document.',
  [COMMANDS.showPreviousPart]: 'Shows the previous part of output that is too large for one document.',
  [COMMANDS.filterRunners]:
    'Shows only the runners whose name, description, health, tags, projects, version or hostname contain all words.',
  [COMMANDS.sortRunners]: 'Orders the runners by name, health, running steps or version.',
  [COMMANDS.groupRunners]: 'Groups the runners by health, project, tag or version.',
  [COMMANDS.clearRunnerFilter]: 'Shows all runners again.',
  [COMMANDS.filterTags]: 'Shows only the tags and untagged jobs that contain all words.',
  [COMMANDS.sortTags]: 'Orders the tags by name, healthy runners or jobs.',
  [COMMANDS.clearTagFilter]: 'Shows all tags again.',
  [COMMANDS.filterJobs]: 'Shows only the jobs and node sources that contain all words, and their projects.',
  [COMMANDS.sortJobs]: 'Orders the jobs by name, runner tags or last change.',
  [COMMANDS.groupJobs]: 'Shows the jobs of a project in their groups, or in one list.',
  [COMMANDS.clearJobFilter]: 'Shows all jobs again.',
  [COMMANDS.sortExecutions]: 'Orders the loaded executions by start or duration.',
  [COMMANDS.groupExecutions]: 'Groups the loaded executions by job, status or day.',
  [COMMANDS.filterKeys]: 'Shows only the keys whose path, kind or user contain all words.',
  [COMMANDS.sortKeys]: 'Orders the keys of a folder by path, last change or kind.',
  [COMMANDS.clearKeyFilter]: 'Shows all keys again.',
  [COMMANDS.showMoreRows]:
    'Shows more rows of a long list. Only on the row *Show More* at the end of a list.',
  [COMMANDS.pinRow]: 'Keeps jobs or runners at the top of their view.',
  [COMMANDS.unpinRow]: 'Returns pinned jobs or runners to their places.',
  [COMMANDS.filterExecutions]: 'Shows only the executions of a job, with a status or with a text.',
  [COMMANDS.clearExecutionFilter]: 'Shows all executions again.',
  [COMMANDS.loadMoreExecutions]: 'Reads older executions into the Executions view.',

  [COMMANDS.createWebhook]:
    'Creates a webhook that runs a job, and offers to copy its URL and its authorization string.',
  [COMMANDS.copyWebhookUrl]: 'Copies the URL of a webhook, which is a secret.',
  [COMMANDS.deleteWebhook]: 'Deletes a webhook, after a confirmation.',

  [COMMANDS.createToken]: 'Creates an API token, and shows it once.',
  [COMMANDS.manageTokens]: 'Lists API tokens, and revokes the chosen one.',
};

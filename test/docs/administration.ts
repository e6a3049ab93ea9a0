import { COMMANDS, type CommandId } from '../../extension/ids/commands.ts';
import type { RouteName } from '../../protocol/routes/management-routes.ts';

/** An administrative action, and where it is available. */
export interface AdministrativeAct {
  readonly what: string;
  /** Only the first route is documented. The others do the same for a project or for several objects at once. */
  readonly routes: readonly [RouteName, ...RouteName[]];
  /** The command without `outrunner`; absent if the command line cannot do it. */
  readonly cli?: string;
  readonly palette: readonly CommandId[];
  /** The tree row, or the view title, whose menu contains it. */
  readonly menu?: string;
}

const C = COMMANDS;
const RUNNERS = 'title of Runners';

/** Administrative actions, in the order of the documentation. */
export const ADMINISTRATION: readonly AdministrativeAct[] = [
  act(
    'switch created runners on or off',
    ['updateSettings'],
    'settings update runners.enabled=…',
    [C.enableRunners, C.disableRunners],
    RUNNERS,
  ),
  act('create a runner', ['createRunner', 'createProjectRunner'], 'runner create', [C.createRunner], RUNNERS),
  act(
    'change its name and description',
    ['updateRunner', 'updateProjectRunner'],
    'runner update',
    [C.renameRunner],
    'runner',
  ),
  act(
    'change its tags',
    ['updateRunner', 'updateProjectRunner'],
    'runner update',
    [C.editRunnerTags],
    'runner, several',
  ),
  act(
    'assign it to projects',
    ['updateRunner', 'removeProjectAssociation'],
    'runner update',
    [C.assignRunner],
    'runner',
  ),
  act(
    'choose which nodes of a project go to it',
    ['setNodeDispatch'],
    'runner dispatch',
    [C.setNodeDispatch],
    'runner',
  ),
  act(
    'ping it, and see the response time',
    ['pingRunner', 'pingProjectRunner'],
    'runner ping',
    [C.pingRunner],
    'runner, replica, several',
  ),
  act(
    'regenerate its credentials',
    ['regenerateCredentials', 'regenerateProjectCredentials'],
    'runner regenerate',
    [C.regenerateCredentials],
    'runner',
  ),
  act(
    'delete it',
    ['deleteRunner', 'deleteProjectRunner'],
    'runner delete',
    [C.deleteRunner],
    'runner, several',
  ),
  act('list replicas', ['listReplicas', 'listReplicaRecords'], 'runner replicas', [], 'rows below a runner'),
  act('add a replica', ['addReplica'], 'runner add-replica', [C.addReplica], 'runner'),
  act('delete a replica', ['deleteReplica'], 'runner delete-replica', [C.deleteReplica], 'replica, several'),
  act(
    'drain, pause, resume',
    ['setIntake'],
    'runner drain',
    [C.drainRunner, C.pauseRunner, C.resumeRunner],
    'runner, replica, several',
  ),
  act(
    'confirm what replicas report about their hosts',
    ['setPinnedFacts'],
    'runner pin',
    [C.pinFacts, C.unpinFacts],
    'runner, replica, several',
  ),
  act(
    'create an enrollment key',
    ['createEnrollmentKey'],
    'runner key create',
    [C.createEnrollmentKey],
    'runner',
  ),
  act(
    'list and delete enrollment keys',
    ['deleteEnrollmentKey', 'listEnrollmentKeys'],
    'runner key delete',
    [C.manageEnrollmentKeys],
    'runner',
  ),
  act('list tags with their uses', ['listTagUses'], 'tag list', [], 'the tree Tags'),
  act('rename a tag', ['renameTag'], 'tag rename', [C.renameTag], 'tag'),
  act('merge tags', ['mergeTags'], 'tag merge', [C.mergeTags], 'tag, several'),
  act('delete a tag', ['deleteTag'], 'tag delete', [C.deleteTag], 'tag'),
  act('create a project', ['createProject'], 'project create', [C.createProject], 'title of Projects'),
  act(
    'choose how a project selects runners',
    ['setDispatchConfig', 'getDispatchConfig'],
    'project dispatch',
    [C.setProjectDispatch],
    'project',
  ),
  act(
    'enable or disable executions or schedules of a project after a delay',
    ['disableProjectLater', 'enableProjectLater'],
    'project mode',
    [C.setProjectMode],
    'project',
  ),
  act('delete a project', ['deleteProject'], 'project delete', [C.deleteProject], 'project'),
  act('create a key', ['createKey'], 'key create', [C.createKey], 'title of Keys, folder, project'),
  act('list keys', ['listKeys', 'getKey', 'listKeyOverviews'], 'key list', [], 'the tree Keys'),
  act('show a public key', ['getPublicKey'], 'key show', [C.showPublicKey], 'key'),
  act('replace a key', ['updateKey'], 'key update', [C.replaceKey], 'key'),
  act('delete a key', ['deleteKey'], 'key delete', [C.deleteKey], 'key, several'),
  act('import nodes', ['setSourceNodes'], 'node import', [C.importNodes], 'project, nodes'),
  act(
    'export nodes',
    ['listSourceNodes', 'listNodes'],
    'node export',
    [C.exportNodes],
    'project, nodes, source',
  ),
  act('list node sources with their errors', ['listNodeSources'], 'node sources', [], 'rows below a project'),
  act('read node sources again', ['refreshNodes'], 'node refresh', [C.refreshNodes], 'nodes'),
  act('add a node source', ['setProjectConfig'], 'node source add', [C.addNodeSource], 'nodes'),
  act('delete a node source', ['setProjectConfig'], 'node source delete', [C.deleteNodeSource], 'source'),
  act(
    'see and change all properties of a project',
    [
      'setProjectConfig',
      'getProjectConfig',
      'setRevisedConfig',
      'getRevisedConfig',
      'getProjectProperty',
      'setProjectProperty',
      'deleteProjectProperty',
    ],
    'project update',
    [C.editProjectConfig],
    'project',
  ),
  act('save a node filter', ['saveNodeFilter'], 'node filter save', [C.saveNodeFilter], 'project, nodes'),
  act(
    'delete a node filter',
    ['deleteNodeFilter'],
    'node filter delete',
    [C.deleteNodeFilter],
    'project, nodes',
  ),
  act('create a webhook', ['createWebhook'], 'webhook create', [C.createWebhook], 'project, job'),
  act(
    'copy the URL of a webhook',
    ['getWebhook', 'listWebhooks'],
    'webhook show',
    [C.copyWebhookUrl],
    'project, job',
  ),
  act('change a webhook', ['updateWebhook'], 'webhook update', []),
  act('delete a webhook', ['deleteWebhook'], 'webhook delete', [C.deleteWebhook], 'project, job'),
  act('create an API token', ['createToken', 'createUserToken'], 'token create', [C.createToken], RUNNERS),
  act('list and revoke API tokens', ['deleteToken', 'listTokens'], 'token delete', [C.manageTokens], RUNNERS),
  act(
    'make the coordinator active or passive',
    ['enableExecutions', 'disableExecutions'],
    'settings mode',
    [C.setExecutionMode],
    RUNNERS,
  ),
  act(
    'make the coordinator active or passive after a delay',
    ['disableExecutionsLater', 'enableExecutionsLater'],
    'settings mode',
    [C.setExecutionMode],
    RUNNERS,
  ),
  act(
    'see and change all settings',
    ['updateSettings', 'getSettings'],
    'settings update',
    [C.editSettings],
    RUNNERS,
  ),
  act(
    'open an address for remote runners',
    ['setShare', 'getShare'],
    'share open',
    [C.shareCoordinator],
    RUNNERS,
  ),
  act(
    'release queued work after a restore',
    ['releaseQueued'],
    'execution release',
    [C.releaseQueued],
    'title of Executions',
  ),
  act('read the audit', ['listAudit'], 'audit list', [C.showAudit], RUNNERS),
];

/** Calls that only clients of Rundeck need. Neither the command line nor VS Code has them. */
export const ONLY_FOR_CLIENTS: readonly RouteName[] = [
  'resumeIncompleteLogs',
  'takeOverSchedules',
  'setProjectReadme',
  'deleteProjectReadme',
  'setProjectMotd',
  'deleteProjectMotd',
  'importProject',
  'removeExpiredTokens',
];

function act(
  what: string,
  routes: AdministrativeAct['routes'],
  cli: string | undefined,
  palette: readonly CommandId[],
  menu?: string,
): AdministrativeAct {
  return {
    what,
    routes,
    palette,
    ...(cli === undefined ? {} : { cli }),
    ...(menu === undefined ? {} : { menu }),
  };
}

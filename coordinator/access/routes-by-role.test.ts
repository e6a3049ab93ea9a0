import assert from 'node:assert/strict';
import { ProjectName } from '../../protocol/ids.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../protocol/routes/management-routes.ts';
import { OUTRUNNER_BASE } from '../../protocol/routes/route.ts';
import { PolicyName } from '../../protocol/routes/shapes/acl-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const OWN = ProjectName.parse('own');
const FOREIGN = ProjectName.parse('foreign');

/** The role `team` may read the project `own`. No policy names the role `nobody`. */
const TEAM = `description: the team sees its project
context: { application: rundeck }
for: { project: [{ equals: { name: own }, allow: read }] }
by: { group: team }
`;
const ROLES = ['runner-admin', 'author', 'operator', 'viewer', 'metrics', 'team', 'nobody', 'administrator'];
const WORKERS = ['runner-admin', 'author', 'operator', 'viewer'];

/** Routes for administrators alone. A route that is neither here nor in OPEN fails the test. */
const ADMINISTRATOR_ONLY = `
  getLogStorage listIncompleteLogs resumeIncompleteLogs getSettings updateSettings releaseQueued changeEvents getShare
  setShare listPlugins createProject deleteProject getProjectConfig setProjectConfig getProjectProperty
  setProjectProperty deleteProjectProperty getProjectReadme setProjectReadme deleteProjectReadme getProjectMotd
  setProjectMotd deleteProjectMotd getRevisedConfig setRevisedConfig importJobs
  deleteJob deleteJobs deleteJobsByQuery runJob runJobAsExecutions retryJob listJobExecutions browseJobs
  browseJobsByFilter getJobMeta validateJobOption getJobText setJobText listJobRevisions
  getJobRevision revertJob getJobOptions setJobSelectors previewChoice plan deleteExecution deleteExecutions
  deleteJobExecutions pruneExecutions listProjectExecutions listRunningExecutions
  listExecutions executionStream rawOutput getExecutionMetrics getProjectExecutionMetrics listProjectHistory
  uploadFiles uploadFile listInputFiles getInputFile listExecutionFiles runCommand runCommandByGet runScript
  runScriptByGet runUrl runUrlByGet runDraft createRunner updateRunner deleteRunner getRunnerTags listTags searchTags
  pingRunner checkPing regenerateCredentials getRunnerUi listRunnerOverviews listReplicaRecords listReplicas
  addReplica deleteReplica listEnrollmentKeys createEnrollmentKey deleteEnrollmentKey setIntake setPinnedFacts
  listProjectRunners createProjectRunner getProjectRunner updateProjectRunner deleteProjectRunner
  removeProjectAssociation getProjectRunnerTags listProjectTags listProjectReplicaRecords pingProjectRunner
  checkProjectPing regenerateProjectCredentials getDispatchConfig setDispatchConfig setNodeDispatch listTagUses
  renameTag mergeTags deleteTag listTokens createToken listUserTokens createUserToken removeExpiredTokens getToken
  deleteToken listUsers getOwnProfile setOwnProfile getProfile setProfile listSystemPolicies getSystemPolicy
  createSystemPolicy updateSystemPolicy deleteSystemPolicy listProjectPolicies getProjectPolicy createProjectPolicy
  updateProjectPolicy deleteProjectPolicy testPolicies exportProject startProjectExport getProjectExport
  downloadProjectExport importProject getProjectImport enableJobExecution disableJobExecution enableJobSchedule
  disableJobSchedule enableJobExecutions disableJobExecutions enableJobSchedules disableJobSchedules getJobForecast
  listScheduledJobs listScheduledJobsOfServer takeOverSchedules getJobSchedule listExecutionNotifications
  enableExecutions disableExecutions enableExecutionsLater disableExecutionsLater enableProjectLater
  disableProjectLater listNodes getNode listNodeSources getNodeSource listNodeSourceOverviews refreshNodes
  listSourceNodes setSourceNodes listNodeFilters saveNodeFilter deleteNodeFilter listKeys getKey createKey updateKey
  deleteKey listKeyOverviews getPublicKey listOptionValues listAudit listWebhooks createWebhook getWebhook
  updateWebhook deleteWebhook
`;

/** The roles that may call the other routes. `any`: every role, because the answer has only what the caller may see. */
const OPEN: Readonly<Partial<Record<RouteName, readonly string[] | 'any'>>> = {
  systemInfo: WORKERS,
  openApi: WORKERS,
  getApiInfo: WORKERS,
  listFeatures: WORKERS,
  getFeature: WORKERS,
  getExecutionMode: WORKERS,
  listMetrics: [...WORKERS, 'metrics'],
  getMetrics: [...WORKERS, 'metrics'],
  ping: [...WORKERS, 'metrics'],
  getHealth: [...WORKERS, 'metrics'],
  listRunners: WORKERS,
  getRunner: WORKERS,
  listProjects: 'any',
  getProject: 'any',
  listOwnRoles: 'any',
  listJobs: 'any',
  listJobsByFilter: 'any',
  listJobOverviews: 'any',
  exportJobs: 'any',
  getJob: 'any',
  getJobInfo: 'any',
  getJobWorkflow: 'any',
  abortExecution: 'any',
  abortExecutionByGet: 'any',
  getExecution: 'any',
  getExecutionState: 'any',
  getExecutionStateOutput: 'any',
  getExecutionOutput: 'any',
  getNodeOutput: 'any',
  getNodeStepOutput: 'any',
  getStepOutput: 'any',
};

type Routes = [RouteName, (typeof MANAGEMENT_ROUTES)[RouteName]][];
const ROUTES = (Object.entries(MANAGEMENT_ROUTES) as Routes).filter(
  ([, { access }]) => typeof access !== 'string',
);

describe('the routes of the management API', () => {
  let coordinator: TestCoordinator;
  const tokens = new Map<string, string>();
  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    for (const name of [OWN, FOREIGN])
      await client.createProject({ body: { name, config: { secret: 'configured' } } });
    const policy = PolicyName.parse('team.aclpolicy');
    await client.createSystemPolicy({ params: { policy }, body: { contents: TEAM } });
    for (const role of ROLES) {
      const { token = '' } = await client.createToken({ body: { user: role, roles: [role] } });
      tokens.set(role, token);
    }
  });
  after(() => coordinator.stop());

  const call = async (role: string, method: string, path: string) => {
    const headers = { 'x-rundeck-auth-token': tokens.get(role) ?? coordinator.token };
    const answer = await coordinator.call(method, path, { headers });
    if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      await answer.body?.cancel();
      return { status: answer.status, text: '' };
    }
    return { status: answer.status, text: await answer.text() };
  };
  const pathOf = ([, { base, path }]: Routes[number], project: ProjectName) =>
    `${base === 'api' ? '/api/53' : OUTRUNNER_BASE}${path.replace('{project}', project).replaceAll(/\{\+?\w+\}/g, '1')}`;

  it('all have an expectation', () => {
    const listed = ADMINISTRATOR_ONLY.split(/\s+/).filter((name) => name !== '');
    const expected = [...listed, ...Object.keys(OPEN)].toSorted();
    assert.deepEqual(
      ROUTES.map(([name]) => name).toSorted(),
      expected,
      'State in this test who may call a new route. Decide it in route-decision.ts unless only administrators may.',
    );
  });

  for (const role of ROLES)
    it(`are refused to the role ${role}, in both projects, except those that are open to it`, async () => {
      for (const route of ROUTES) {
        const [name, { method, path }] = route;
        const open = OPEN[name];
        const isOpen = open !== undefined && (open === 'any' || open.includes(role));
        for (const project of path.includes('{project}') ? [OWN, FOREIGN] : [OWN]) {
          const { status, text } = await call(role, method, pathOf(route, project));
          assert.equal(status !== 403, isOpen, `${name} of ${project}: ${status} ${text}`);
        }
      }
    });

  it('are open to the role admin', async () => {
    for (const route of ROUTES.filter(([, { method }]) => method === 'GET'))
      for (const project of [OWN, FOREIGN]) {
        const { status } = await call('admin', 'GET', pathOf(route, project));
        assert.notEqual(status, 403, route[0]);
      }
  });

  it('list and show only the projects that a role may read, and no configuration', async () => {
    const seen = async (role: string) => {
      const { text } = await call(role, 'GET', '/api/53/projects');
      const names = (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
      for (const project of [OWN, FOREIGN]) {
        const shown = await call(role, 'GET', `/api/53/project/${project}`);
        assert.equal(shown.status, names.includes(project) ? 200 : 404, `${role} ${project}`);
        assert.equal(shown.text.includes('configured'), role === 'admin', `${role} ${shown.text}`);
      }
      return names.toSorted();
    };
    for (const role of ['admin', ...WORKERS]) assert.deepEqual(await seen(role), [FOREIGN, OWN], role);
    assert.deepEqual(await seen('team'), [OWN]);
    for (const role of ['metrics', 'nobody', 'administrator']) assert.deepEqual(await seen(role), [], role);
  });

  it('are open to a token for one project only within that project, and only if its role may call them', async () => {
    const { token = '' } = await coordinator.client.createToken({
      body: { user: 'limited', roles: ['viewer'], projects: [OWN] },
    });
    tokens.set('limited', token);
    const statusOf = async (path: string) => (await call('limited', 'GET', path)).status;
    assert.equal(await statusOf('/api/53/system/info'), 200);
    assert.equal(await statusOf('/api/53/'), 200);
    assert.equal(await statusOf('/api/53/system/executions/status'), 200);
    for (const path of ['/metrics', '/api/53/metrics', '/api/53/feature', '/api/53/runnerManagement/runners'])
      assert.equal(await statusOf(path), 403, path);
    assert.equal(await statusOf(`/api/53/project/${OWN}`), 200);
    assert.equal(await statusOf(`/api/53/project/${FOREIGN}`), 403);
    const { text } = await call('limited', 'GET', '/api/53/projects');
    assert.deepEqual(
      (JSON.parse(text) as { name: string }[]).map(({ name }) => name),
      [OWN],
    );
    assert.ok(!text.includes('configured'));
  });

  it('serve metrics to roles that may read them, and to no other role', async () => {
    for (const role of ['admin', ...ROLES]) {
      const { status } = await call(role, 'GET', '/metrics');
      assert.equal(status === 200, ['admin', 'metrics', ...WORKERS].includes(role), role);
    }
  });
});

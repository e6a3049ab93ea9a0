import assert from 'node:assert/strict';
import { ErrorBody } from '../../protocol/errors/error-body.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../protocol/routes/management-routes.ts';
import { OUTRUNNER_BASE } from '../../protocol/routes/route.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';

const OWN = ProjectName.parse('own');
const FOREIGN = ProjectName.parse('foreign');

describe('a token for one project', () => {
  let coordinator: TestCoordinator;
  let token = '';
  let tokenId = '';
  /** Values of path parameters, for each project. */
  const values = new Map<ProjectName, Record<string, string>>();

  before(async () => {
    coordinator = await startTestCoordinator();
    const { client } = coordinator;
    await client.updateSettings({ body: { runners: { enabled: true } } });
    for (const name of [OWN, FOREIGN]) await client.createProject({ body: { name } });
    const { runnerId } = await client.createRunner({
      body: {
        name: 'foreign runner',
        description: '',
        tagNames: ['db'],
        assignedProjects: { own: '.*', foreign: '.*' },
      },
    });
    for (const project of [OWN, FOREIGN]) values.set(project, await prepared(project, runnerId));
    const made = await client.createToken({ body: { projects: [OWN] } });
    [token, tokenId] = [made.token ?? '', made.id];
  });
  after(() => coordinator.stop());

  /** Creates a job with a running execution, a key and a webhook in a project. Returns the values of path parameters. */
  const prepared = async (project: ProjectName, runner: string): Promise<Record<string, string>> => {
    const { client } = coordinator;
    const text = JSON.stringify([
      {
        name: `${project} job`,
        multipleExecutions: true,
        runnerSelector: { filter: 'db', runnerFilterMode: 'TAGS' },
        sequence: { commands: [{ exec: 'true' }] },
      },
    ]);
    const body = { text, mediaType: 'application/json' };
    const { succeeded } = await client.importJobs({ params: { project }, query: {}, body });
    const job = JobId.parse(succeeded[0]?.id);
    const { id } = await client.runJob({ params: { job }, body: {} });
    const path = `project/${project}/password`;
    await coordinator.call('POST', `/api/53/storage/keys/${path}`, {
      body: 'secret',
      headers: { 'content-type': 'application/x-rundeck-data-password' },
    });
    const webhook = await client.createWebhook({
      params: { project },
      body: { name: `${project} hook`, eventPlugin: 'log-webhook-event' },
    });
    const known = await client.createToken({ body: { user: `${project} user` } });
    return {
      ...{ project, job, execution: String(id), runner, path, webhook: String(webhook.id) },
      ...{
        token: known.id,
        user: known.user,
        node: 'foreign',
        tag: 'db',
        name: 'foreign',
        policy: 'p.aclpolicy',
      },
    };
  };

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, path, {
      headers: { 'x-rundeck-auth-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const called = (name: RouteName, project: ProjectName, body?: unknown) => {
    const { method, base, path } = MANAGEMENT_ROUTES[name];
    const filled = path.replaceAll(/\{\+?(\w+)\}/g, (_, key: string) => {
      const value = values.get(project)?.[key] ?? '1';
      return key === 'path' ? value : encodeURIComponent(value);
    });
    return call(method, `${base === 'api' ? '/api/53' : OUTRUNNER_BASE}${filled}`, body);
  };

  it('gets no answer about another project from any route, and changes nothing there', async () => {
    const state = async () => {
      const acts = (await coordinator.client.listAudit({ query: { max: 1000 } })).acts;
      return acts.flatMap(({ what, subject }) => (what === 'access.refuse' ? [] : [`${what} ${subject}`]));
    };
    const before = await state();
    const { job = '', execution = '' } = values.get(FOREIGN) ?? {};
    const bodies: Partial<Record<RouteName, unknown>> = {
      deleteJobs: { ids: [job] },
      deleteExecutions: { ids: [execution] },
      enableJobExecutions: { ids: [job] },
      disableJobExecutions: { ids: [job] },
      setJobSelectors: { jobs: [{ id: job }], selector: { mode: 'local' } },
      plan: { job },
    };
    for (const [name, { access, answer }] of Object.entries(MANAGEMENT_ROUTES)) {
      if (typeof access === 'string' || name === 'changeEvents') continue;
      if (name === 'createToken' || name === 'createUserToken') continue;
      const response = await called(name as RouteName, FOREIGN, bodies[name as RouteName]);
      const body = await response.text();
      const isWithout = !/foreign/.test(body.replaceAll(/"(?:message|remedy|parameters)":[^}]*/g, ''));
      assert.ok(isWithout, `${name}: ${response.status} ${body}`);
      if ([400, 403, 404, 415].includes(response.status)) continue;
      assert.ok(response.ok && answer.kind === 'json', `${name}: ${response.status} ${body}`);
    }
    assert.deepEqual(await state(), before);
  });

  it('runs and reads jobs of its project', async () => {
    const names: readonly RouteName[] = [
      ...([
        'systemInfo',
        'listProjects',
        'getProject',
        'listJobs',
        'getJob',
        'getJobText',
        'runJob',
      ] as const),
      ...(['listJobExecutions', 'getExecution', 'getExecutionOutput', 'listProjectExecutions'] as const),
      ...(['getKey', 'listWebhooks', 'listProjectRunners', 'abortExecution'] as const),
    ];
    for (const name of names) assert.equal((await called(name, OWN)).status, 200, name);
    const projects: unknown = await (await called('listProjects', OWN)).json();
    assert.deepEqual(
      (projects as { name: string }[]).map(({ name }) => name),
      ['own'],
    );
  });

  it('cannot change runners, tokens, settings, policies of the system and other projects', async () => {
    const refused: readonly RouteName[] = [
      ...([
        'createProject',
        'updateSettings',
        'listTokens',
        'deleteToken',
        'listAudit',
        'createRunner',
      ] as const),
      ...(['updateProjectRunner', 'deleteProjectRunner', 'regenerateProjectCredentials'] as const),
      ...(['createProjectRunner', 'createSystemPolicy', 'renameTag', 'listUsers', 'getSettings'] as const),
    ];
    for (const name of refused) {
      const response = await called(name, OWN);
      assert.equal(response.status, 403, name);
      assert.equal(ErrorBody.parse(await response.json()).errorCode, 'forbidden');
    }
    const { acts } = await coordinator.client.listAudit({ query: { max: 1000 } });
    const recorded = acts.filter(({ what }) => what === 'access.refuse');
    assert.deepEqual(
      recorded.map(({ who, from, token: id }) => ({ who, from, id })),
      [{ who: 'admin', from: '127.0.0.1', id: tokenId }],
    );
    assert.ok(acts.some(({ what, token: id }) => what === 'execution.run' && id === tokenId));
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Coordinator } from '../harness/coordinator.ts';
import { endOf, importJob, linesOf, runJob } from '../harness/jobs.ts';
import { Program } from '../harness/program.ts';
import { fields, list, refused, textOf } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, runners', () => {
  let world: World;
  let coordinator: Coordinator;
  beforeEach(async () => {
    world = await World.open();
    coordinator = await world.coordinator();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: unknown) =>
    coordinator.call(method, `/api/53${path}`, body);
  const create = async (name: string, more: object = {}) =>
    fields(await call('POST', '/runnerManagement/runners', { name, description: '', ...more }));
  const info = async (id: string) => fields(await call('GET', `/runnerManagement/runner/${id}`));

  it('can be created, read, changed and deleted as in Rundeck', async () => {
    const body = { assignedProjects: { demo: '.*' }, tagNames: 'LINUX, dev', description: 'Läuft' };
    const made = await create('east', body);
    assert.partialDeepStrictEqual(made, { name: 'east', description: 'Läuft' });
    const id = textOf(made, 'runnerId');
    for (const key of ['token', 'downloadTk']) assert.match(textOf(made, key), /^\S{20,}$/);
    assert.ok('projectAssociations' in made);
    const path = `/runnerManagement/runner/${id}`;
    assert.partialDeepStrictEqual(await info(id), {
      id,
      name: 'east',
      description: 'Läuft',
      status: 'New',
      runnerVersion: null,
      lastCheckin: null,
      projectAssociations: { projectNodeFilters: { demo: '.*' } },
      runningOperations: 0,
      uptime: null,
      lastCheckinAlert: false,
      tagNames: ['dev', 'linux'],
    });
    assert.partialDeepStrictEqual(list(await call('GET', '/runnerManagement/runners'), 'runners'), [
      {
        id,
        name: 'east',
        description: 'Läuft',
        status: 'New',
        version: null,
        associatedProjects: 1,
        lastCheckin: null,
        lastCheckinAlert: false,
        selected: false,
        tagNames: ['dev', 'linux'],
        providers: [],
      },
    ]);
    for (const installationType of ['linux', 'windows', 'docker', 'kubernetes']) {
      const of = textOf(await create(installationType, { installationType }), 'runnerId');
      assert.partialDeepStrictEqual(await info(of), { installationType });
    }
    const changed = await call('POST', path, { runnerId: id, tagNames: ['web'], assignedProjects: {} });
    assert.partialDeepStrictEqual(fields(changed), { name: 'east', tagNames: ['web'] });
    assert.deepEqual((await call('GET', '/runnerManagement/tags')).body, { tags: { web: 1 } });
    assert.deepEqual((await call('GET', '/runnerTag/searchTags')).body, ['web']);
    refused(await call('GET', `/project/demo${path}`), 404);
    await call('POST', path, { assignedProjects: { demo: '.*' } });
    assert.equal((await call('GET', `/project/demo${path}`)).status, 200);
    await call('POST', `/project/demo${path}/removeProjectAssociation`);
    refused(await call('GET', `/project/demo${path}`), 404);
    refused(await call('POST', '/runnerManagement/runners', { name: 'east', description: '' }), 409);
    for (const wrong of [
      { tagNames: ['no blanks'] },
      { tagNames: ['x'.repeat(65)] },
      { tagNames: Array.from({ length: 65 }, (_, index) => `t${index}`) },
      { assignedProjects: { absent: '.*' } },
      { installationType: 'solaris' },
      { name: '' },
    ]) {
      const answer = await call('POST', '/runnerManagement/runners', {
        name: 'w',
        description: '',
        ...wrong,
      });
      refused(answer, 400, 'invalid-input');
    }
    assert.partialDeepStrictEqual((await call('GET', '/runnerManagement/ui')).body, {
      allowedActions: ['create', 'update', 'delete', 'ping', 'regen'],
      projectCount: 1,
    });
    assert.equal((await call('DELETE', path)).status, 204);
    refused(await call('GET', path), 404);
  });

  it('have tokens that grant no API access, an install script without secrets, and a call that replaces the token', async () => {
    const made = await create('east', { assignedProjects: { demo: '.*' } });
    const [id, token] = [textOf(made, 'runnerId'), textOf(made, 'token')];
    const script = await call('GET', `/runnerManagement/download/${textOf(made, 'downloadTk')}`);
    assert.match(String(script.body), /^#!\/bin\/sh\n/);
    assert.ok(!String(script.body).includes(token));
    for (const handle of [token, textOf(made, 'downloadTk')]) {
      refused(
        await coordinator.call('GET', '/api/53/projects', undefined, { 'X-Rundeck-Auth-Token': handle }),
        401,
      );
    }
    await writeFile(world.path('install.sh'), String(script.body));
    await promisify(execFile)('sh', ['-n', world.path('install.sh')]);
    const renewed = fields(await call('POST', `/runnerManagement/runner/${id}/regenerateCreds`));
    assert.ok(textOf(renewed, 'token') !== token && 'downloadTk' in renewed && renewed['runnerId'] === id);
    const late = await world.outrunner(
      ['runner', 'start', '--server', coordinator.url, '--data-dir', world.path('late')],
      { OUTRUNNER_ENROLLMENT_TOKEN: token },
    );
    assert.equal((await late.ended).code, 3);
  });

  it('are Healthy while their replica is connected, answer a ping, and are Down after SIGTERM', async () => {
    const runner = await world.runner(coordinator, { name: 'east', tags: [], project: 'demo' });
    assert.partialDeepStrictEqual(await info(runner.id), { status: 'Healthy', runnerVersion: '0.1.0' });
    const { pingToken } = fields(await call('POST', `/runnerManagement/runner/${runner.id}/ping`));
    const answered = await until('the ping', async () => {
      const ping = fields(await call('GET', `/runnerManagement/checkPing/${pingToken}`));
      return ping['completed'] === true ? ping : undefined;
    });
    assert.equal(answered['iserror'], false);
    assert.match(textOf(answered, 'message'), /^1 of 1 replicas of runner east answered within \d+ ms\.$/);
    refused(
      await coordinator.call('GET', '/api/53/projects', undefined, {
        'X-Rundeck-Auth-Token': String(pingToken),
      }),
      401,
    );
    assert.equal((await runner.program.end('SIGTERM')).code, 0);
    await until('the runner to be Down', async () =>
      (await info(runner.id))['status'] === 'Down' ? true : undefined,
    );
  });

  it('start with a token from a file or standard input, and later without a server address and token', async () => {
    const start = (name: string, more: readonly string[], input?: string) =>
      new Program({
        args: ['runner', 'start', '--data-dir', world.path(name), ...more],
        environment: world.environment,
        ...(input === undefined ? {} : { input }),
      });
    const token = textOf(await create('filed', { tagNames: 'x', assignedProjects: { demo: '.*' } }), 'token');
    await writeFile(world.path('token'), `${token}\n`);
    const flags = ['--server', `${coordinator.url}/`, '--max-running', '1', '--env', 'COLOUR=red=ish'];
    const filed = start('filed', [...flags, '--enrollment-token-file', world.path('token')]);
    await world.healthy(coordinator, 'filed');
    await filed.end('SIGTERM');
    const piped = textOf(await create('piped'), 'token');
    const other = start('piped', ['--server', coordinator.url, '--enrollment-token-file', '-'], `${piped}\n`);
    await world.healthy(coordinator, 'piped');
    await other.end('SIGTERM');
    start('filed', ['--env', 'COLOUR=red=ish']);
    await world.healthy(coordinator, 'filed');
    const id = await runJob(coordinator.client, {
      name: 'env',
      tags: ['x'],
      steps: ['echo "$COLOUR on $OUTRUNNER_RUNNER"'],
    });
    await endOf(coordinator.client, id);
    assert.deepEqual(await linesOf(coordinator.client, id), ['red=ish on filed']);
  });

  it('are counted for each tag if none matches a job, matching runners of other projects are listed, and no execution starts', async () => {
    await create('one', { tagNames: 'db', assignedProjects: { demo: '.*' } });
    await create('two', { tagNames: 'db,eu', assignedProjects: {} });
    const id = await importJob(coordinator.client, {
      name: 'lost',
      tags: ['db', 'eu', 'moon'],
      steps: ['true'],
    });
    const nobody = refused(await call('POST', `/job/${id}/run`), 409, 'no-runner-matches');
    for (const part of [/\bdb\b.*\b1 runner/, /\beu\b.* none/, /\bmoon\b.* none/]) assert.match(nobody, part);
    const elsewhere = await importJob(coordinator.client, {
      name: 'near',
      tags: ['db', 'eu'],
      steps: ['true'],
    });
    assert.match(refused(await call('POST', `/job/${elsewhere}/run`), 409, 'no-runner-matches'), /\btwo\b/);
    const local = await importJob(coordinator.client, { name: 'local', steps: ['true'] });
    const refusal = await call('POST', `/job/${local}/run`);
    assert.equal(refusal.status, 409);
    assert.match(JSON.stringify(refusal.body), /--local-runner-same-user.*--local-runner-user/);
    assert.deepEqual(list(await call('GET', '/project/demo/executions'), 'executions'), []);
  });

  it('cannot be created while runners are disabled, but finish their running steps', async () => {
    const { client } = coordinator;
    const runner = await world.runner(coordinator, { name: 'east', tags: ['x'], project: 'demo' });
    const gate = world.path('gate');
    const id = await runJob(client, {
      name: 'held',
      tags: ['x'],
      steps: [`while [ ! -e ${gate} ]; do sleep 0.05; done; echo held`],
    });
    await until(
      'the step to run',
      async () => (await client.getExecution({ params: { execution: id } })).current,
    );
    await client.updateSettings({ body: { runners: { enabled: false } } });
    refused(
      await call('POST', '/runnerManagement/runners', { name: 'new', description: '' }),
      409,
      'runners-disabled',
    );
    await writeFile(gate, '');
    assert.equal((await endOf(client, id)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, id), ['held']);
    await client.updateSettings({ body: { runners: { enabled: true } } });
    const next = await runJob(client, { name: 'next', tags: ['x'], steps: ['true'] });
    assert.equal((await endOf(client, next)).status, 'succeeded');
    assert.equal(runner.program.child.exitCode, null);
  });

  it('are disabled on a new coordinator', async () => {
    const bare = await Coordinator.start({ dataDir: world.path('bare'), environment: world.environment });
    assert.partialDeepStrictEqual(fields(await bare.call('GET', '/outrunner/v1/settings')), {
      runners: { enabled: false },
    });
  });

  it('report the unusable argument, and exit with 1 for a data dir and with 2 for a flag', async () => {
    await writeFile(world.path('file'), '');
    const start = async (dataDir: string, ...flags: string[]) => {
      const program = await world.outrunner(
        ['runner', 'start', '--data-dir', dataDir, '--server', coordinator.url, ...flags],
        { OUTRUNNER_ENROLLMENT_TOKEN: 'unknown' },
      );
      assert.equal(program.stdout, '');
      assert.doesNotMatch(program.stderr, /\n\s+at |node:internal/);
      return { code: (await program.ended).code, said: program.stderr };
    };
    for (const dataDir of [world.path('file'), '/proc/nowhere/data']) {
      const { code, said } = await start(dataDir);
      assert.deepEqual([code, said.includes(dataDir)], [1, true], said);
    }
    for (const flags of [
      ['--max-running', '0'],
      ['--env', 'NOVALUE'],
      ['--ca', '/absent.pem'],
      ['--proxy', 'ftp://x'],
      ['--server', 'nonsense'],
      ['--enrollment-token-file', '/absent'],
      ['--log', 'odd'],
    ]) {
      const { code, said } = await start(world.path('runner'), ...flags);
      assert.equal(code, 2, said);
      assert.ok(said.includes(flags[0] ?? '') || said.includes(flags[1] ?? ''), said);
    }
  });
});

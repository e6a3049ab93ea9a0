import assert from 'node:assert/strict';
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Coordinator } from '../harness/coordinator.ts';
import { Program } from '../harness/program.ts';
import { fields, list, textOf } from '../harness/shape.ts';
import { until } from '../harness/until.ts';
import { World } from '../harness/world.ts';

describe('the contract, the start of a coordinator', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const start = (...args: string[]) =>
    Coordinator.start({ dataDir: world.path('data'), environment: world.environment, args });
  const failing = async (...args: string[]) => {
    const program = await world.outrunner(['coordinator', 'start', '--listen', '127.0.0.1:0', ...args]);
    assert.equal(program.stdout, '');
    assert.doesNotMatch(program.stderr, /\n\s+at |node:internal/);
    return { code: (await program.ended).code, said: program.stderr };
  };

  it('prints its address in one line, and writes its token to a file that only its owner can read', async () => {
    const coordinator = await start();
    const lines = coordinator.program.stdout.split('\n').filter((line) => line !== '');
    const listening = lines.map((line) => JSON.parse(line)).filter((line) => line.event === 'listening');
    assert.equal(listening.length, 1);
    assert.match(listening[0].url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const file = join(world.path('data'), 'admin.token');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await coordinator.call('GET', '/api/53/projects')).status, 200);
    assert.match(coordinator.program.stderr, /no Local Runner.*--local-runner-same-user/);
    await chmod(file, 0o644);
    await coordinator.program.end('SIGTERM');
    const again = await coordinator.again();
    assert.equal(again.token, coordinator.token);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await again.program.end('SIGTERM');
    assert.notEqual((await start('--new-admin-token')).token, coordinator.token);
  });

  it('continues when the reader of its output exits', async () => {
    const coordinator = await start();
    const { child } = coordinator.program;
    child.stderr?.destroy();
    child.stdout?.destroy();
    for (const name of ['one', 'two', 'three'])
      assert.equal((await coordinator.call('POST', '/api/53/projects', { name })).status, 201);
    assert.equal(child.exitCode, null);
  });

  it('exits with 0 on SIGTERM while a client reads the event stream', async () => {
    const coordinator = await start();
    const stream = await fetch(`${coordinator.url}/outrunner/v1/events`, {
      headers: { 'X-Rundeck-Auth-Token': coordinator.token },
    });
    const end = coordinator.program.end('SIGTERM');
    await stream.text().catch(() => undefined);
    assert.deepEqual(await end, { code: 0, signal: null });
  });

  it('prints its address as text to stderr by default', async () => {
    const program = new Program({
      args: ['coordinator', 'start', '--data-dir', world.path('data'), '--listen', '127.0.0.1:0'],
      environment: world.environment,
    });
    await until('its address', () => /listens on http:\/\/127/.exec(program.stderr) ?? undefined);
    assert.deepEqual(await program.end('SIGTERM'), { code: 0, signal: null });
    assert.equal(program.stdout, '');
  });

  it('retains acknowledged changes after kill -9', async () => {
    let coordinator = await start();
    const call = (method: string, path: string, body?: unknown) =>
      coordinator.call(method, `/api/53${path}`, body);
    const job = { name: 'kept', sequence: { commands: [{ exec: 'true' }] } };
    const killed = async (answer: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await answer;
      coordinator.program.child.kill('SIGKILL');
      assert.ok(status < 300, JSON.stringify(body));
      await coordinator.program.ended;
      coordinator = await coordinator.again();
      return { status, body };
    };
    await killed(call('POST', '/projects', { name: 'kept' }));
    await killed(coordinator.call('PUT', '/outrunner/v1/settings', { runners: { enabled: true } }));
    const token = fields(await killed(call('POST', '/tokens')), 201);
    const imported = await killed(call('POST', '/project/kept/jobs/import', job));
    const id = textOf(list(imported, 'succeeded')[0] ?? {}, 'id');
    const runner = fields(
      await killed(call('POST', '/runnerManagement/runners', { name: 'r', description: '', tagNames: 'x' })),
    );
    await killed(
      call('POST', `/runnerManagement/runner/${runner['runnerId']}`, { assignedProjects: { kept: '.*' } }),
    );
    const tagged = {
      ...job,
      uuid: id,
      runnerSelector: { filter: 'x', runnerFilterMode: 'TAGS', runnerFilterType: 'TAG_FILTER_AND' },
    };
    await killed(call('POST', '/project/kept/jobs/import?dupeOption=update', tagged));
    const run = fields(await killed(call('POST', `/job/${id}/run`)));
    const used = { 'X-Rundeck-Auth-Token': textOf(token, 'token') };
    assert.equal((await coordinator.call('GET', '/api/53/project/kept', undefined, used)).status, 200);
    assert.match(JSON.stringify((await call('GET', `/job/${id}?format=json`)).body), /TAG_FILTER_AND/);
    assert.partialDeepStrictEqual(fields(await call('GET', `/execution/${run['id']}`)), {
      status: 'running',
    });
    await killed(call('POST', `/execution/${run['id']}/abort`));
    await until('the abort', async () =>
      fields(await call('GET', `/execution/${run['id']}`))['status'] === 'aborted' ? true : undefined,
    );
    const next = fields(await call('POST', `/job/${id}/run`));
    assert.ok(Number(next['id']) > Number(run['id']), 'ids never repeat');
  });

  it('retains the audit records of acknowledged actions after kill -9', async () => {
    let coordinator = await start('--local-runner-same-user');
    const audited = async (method: string, path: string, body?: unknown) => {
      const answer = await coordinator.call(method, path, body);
      coordinator.program.child.kill('SIGKILL');
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      await coordinator.program.ended;
      coordinator = await coordinator.again();
      const acts = list(await coordinator.call('GET', '/outrunner/v1/audit?max=10'), 'acts');
      return { what: acts.find(({ who }) => who === 'admin')?.['what'], answer };
    };
    const api = '/api/53';
    assert.equal((await audited('POST', `${api}/projects`, { name: 'p' })).what, 'project.create');
    const job = { name: 'kept', sequence: { commands: [{ exec: 'true' }] } };
    const { what, answer } = await audited('POST', `${api}/project/p/jobs/import`, job);
    assert.equal(what, 'job.import');
    const id = textOf(list(answer, 'succeeded')[0] ?? {}, 'id');
    assert.equal((await audited('POST', `${api}/job/${id}/run`)).what, 'execution.run');
    assert.equal((await audited('GET', `${api}/project/p/run/command?exec=true`)).what, 'execution.run');
    assert.equal((await audited('POST', `${api}/tokens`)).what, 'token.create');
  });

  it('refuses a data dir of a newer program, reports its version, and does not change format.json', async () => {
    await (await start()).program.end('SIGTERM');
    const file = world.path('data/format.json');
    const newer = { ...JSON.parse(await readFile(file, 'utf8')), formatVersion: 2, writtenBy: '9.8.7' };
    await writeFile(file, JSON.stringify(newer));
    const { code, said } = await failing('--data-dir', world.path('data'));
    assert.notEqual(code, 0);
    assert.match(said, /9\.8\.7/);
    assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), newer);
  });

  it('reports a data dir that cannot be created, is a file, or is a link to one in use', async () => {
    const coordinator = await start();
    await writeFile(world.path('file'), '');
    await symlink(world.path('data'), world.path('link'));
    for (const dataDir of [
      world.path('file'),
      world.path('file/below'),
      '/proc/nowhere/data',
      world.path('link'),
    ]) {
      const { code, said } = await failing('--data-dir', dataDir);
      assert.notEqual(code, 0);
      assert.ok(said.includes(dataDir), said);
    }
    assert.equal((await coordinator.call('GET', '/api/53/projects')).status, 200);
  });

  it('reports the source of an unusable master key, but not its content', async () => {
    for (const [environment, place] of [
      [{ OUTRUNNER_MASTER_KEY: 'c2VjcmV0' }, /OUTRUNNER_MASTER_KEY cannot be used: it is not 32 bytes/],
      [{ OUTRUNNER_MASTER_KEY_FILE: world.path('absent') }, /absent cannot be used: .*the key that sealed/s],
    ] as const) {
      const args = ['coordinator', 'start', '--data-dir', world.path('data'), '--listen', '127.0.0.1:0'];
      const program = await world.outrunner(args, environment);
      assert.equal((await program.ended).code, 2);
      assert.match(program.stderr, place);
      assert.doesNotMatch(program.stderr, /c2VjcmV0/);
    }
  });

  it('reports invalid flags, and exits with 2', async () => {
    const data = ['--data-dir', world.path('data')];
    for (const [flags, named] of [
      [[...data, '--listen', 'nowhere'], /--listen/],
      [[...data, '--tls-cert', 'x'], /--tls-key/],
      [[...data, '--tls-cert', world.path('none.pem'), '--tls-key', world.path('none.key')], /none\.pem/],
      [[...data, '--behind-tls-proxy', 'nowhere'], /nowhere/],
      [[...data, '--local-runner-same-user', '--local-runner-user', 'x'], /--local-runner-user/],
      [[...data, '--local-runner-user', 'nobody-of-that-name'], /nobody-of-that-name/],
      [[...data, '--frobnicate'], /--frobnicate/],
      [[], /--data-dir/],
    ] as const) {
      const { code, said } = await failing(...flags);
      assert.deepEqual([code, named.test(said)], [2, true], said);
    }
  });
});

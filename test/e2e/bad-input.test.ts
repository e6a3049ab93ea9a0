import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { World } from './harness/world.ts';

const NO_STACK = /\n\s+at \S+ \(|node:internal/;

function text(answer: { readonly body: unknown }): string {
  return JSON.stringify(answer.body);
}

describe('the programs with bad input', () => {
  it('report an error in a job with its line, and leave the stored job unchanged', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const good = '- name: good\n  sequence:\n    commands:\n    - exec: echo fine\n';
    const importing = (yaml: string) =>
      coordinator.call('POST', '/api/53/project/demo/jobs/import', yaml, {
        'Content-Type': 'application/yaml',
      });
    assert.equal((await importing(good)).status, 200);
    const broken = await importing('- name: broken\n  sequence: [\n');
    assert.equal(broken.status, 400);
    assert.match(text(broken), /line|:\d+/i);
    const refused = await importing(
      `${good}- name: twofold\n  sequence:\n    commands:\n    - exec: first\n      script: second\n`,
    );
    assert.match(text(refused), /twofold.*line 9, column 7: The step has/);
    const exported = await coordinator.call('GET', '/api/53/project/demo/jobs/export?format=yaml');
    assert.match(String(exported.body), /echo fine/);
  });

  it('answer a bad request with an error body without a stack', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const cases = [
      [
        401,
        await coordinator.call('GET', '/api/53/projects', undefined, { 'X-Rundeck-Auth-Token': 'wrong' }),
      ],
      [400, await coordinator.call('GET', '/api/9/projects')],
      [404, await coordinator.call('GET', '/api/53/project/absent')],
      [409, await coordinator.call('POST', '/api/53/projects', { name: 'demo' })],
      [400, await coordinator.call('POST', '/api/53/projects', '{"name":')],
      [
        415,
        await coordinator.call('POST', '/api/53/projects', '<p/>', { 'Content-Type': 'application/xml' }),
      ],
      [413, await coordinator.call('POST', '/api/53/projects', `{"name":"${'x'.repeat(11 * 1024 * 1024)}"}`)],
      [404, await coordinator.call('GET', '/api/53/execution/99')],
    ] as const;
    for (const [status, answer] of cases) {
      assert.equal(answer.status, status, text(answer));
      assert.match(text(answer), /"error":true.*"errorCode":"[^"]+".*"message":"[^"]+"/);
      assert.doesNotMatch(text(answer), NO_STACK);
    }
  });

  it('exit with a message about the token if the enrollment token is unknown or missing', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const start = (name: string, environment: NodeJS.ProcessEnv) =>
      world.outrunner(
        ['runner', 'start', '--server', coordinator.url, '--data-dir', world.path(name)],
        environment,
      );
    const created = await coordinator.client.createRunner({ body: { name: 'once', description: '' } });
    const first = await world.runner(coordinator, { name: 'first', tags: [], project: 'demo' });
    await first.program.end('SIGTERM');
    const unknown = await start('unknown', { OUTRUNNER_ENROLLMENT_TOKEN: `${created.token}x` });
    const missing = await start('missing', {});
    for (const program of [unknown, missing]) {
      assert.notEqual((await program.ended).code, 0);
      assert.match(program.stderr, /token/i);
      assert.doesNotMatch(program.stderr, NO_STACK);
    }
  });

  it('report a port in use', async () => {
    await using world = await World.open();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const program = await world.outrunner([
      ...['coordinator', 'start', '--data-dir', world.path('c'), '--listen', `127.0.0.1:${port}`],
    ]);
    taken.close();
    assert.notEqual((await program.ended).code, 0);
    assert.match(program.stderr, new RegExp(String(port)));
    assert.match(program.stderr, /--listen/);
    assert.doesNotMatch(program.stderr, NO_STACK);
  });

  it('report the path of a data dir that is a file or in use', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await writeFile(world.path('file'), '');
    const start = (dataDir: string) =>
      world.outrunner(['coordinator', 'start', '--data-dir', dataDir, '--listen', '127.0.0.1:0']);
    for (const dataDir of [world.path('file'), coordinator.dataDir]) {
      const program = await start(dataDir);
      assert.notEqual((await program.ended).code, 0);
      assert.ok(program.stderr.includes(dataDir), program.stderr);
      assert.doesNotMatch(program.stderr, NO_STACK);
    }
    assert.equal((await coordinator.call('GET', '/api/53/projects')).status, 200);
  });

  it('refuse a non-loopback address without TLS', async () => {
    await using world = await World.open();
    const program = await world.outrunner([
      'coordinator',
      'start',
      '--data-dir',
      world.path('c'),
      '--listen',
      '0.0.0.0:0',
    ]);
    assert.notEqual((await program.ended).code, 0);
    assert.match(program.stderr, /TLS/);
  });

  it('exit with 1 for an invalid job, 2 for an unknown command, and 3 for an unreachable coordinator', async () => {
    await using world = await World.open();
    await mkdir(world.path('jobs'));
    await writeFile(world.path('jobs/bad.yaml'), '- name: x\n  sequnce: {}\n');
    const bad = await world.outrunner(['job', 'check', world.path('jobs/bad.yaml')]);
    assert.equal((await bad.ended).code, 1);
    assert.match(bad.stdout, /bad\.yaml:\d+:\d+: (error|warning): .*sequ/);
    const usage = await world.outrunner(['job', 'frobnicate']);
    assert.equal((await usage.ended).code, 2);
    const unreached = await world.outrunner(['project', 'list'], {
      OUTRUNNER_URL: 'http://127.0.0.1:1',
      OUTRUNNER_TOKEN: 'x',
    });
    assert.equal((await unreached.ended).code, 3);
    assert.doesNotMatch(unreached.stderr, NO_STACK);
  });

  it('answer an unsupported protocol version with both versions', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const answer = await coordinator.call('POST', '/runner/v1/enroll', {}, { 'outrunner-protocol': '99' });
    assert.equal(answer.status, 426);
    assert.match(text(answer), /99.*\b1\b/);
  });

  it('start with the previous copy if the definitions file is damaged', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    await coordinator.client.createProject({ body: { name: 'second' as never } });
    await coordinator.program.end('SIGTERM');
    const files = await import('node:fs/promises').then(({ readdir }) => readdir(coordinator.dataDir));
    const document = files.find((name) => /definitions.*\.json$/.test(name));
    assert.ok(document !== undefined, files.join(', '));
    const path = `${coordinator.dataDir}/${document}`;
    const before = await readFile(path, 'utf8');
    await chmod(path, 0o600);
    await writeFile(path, before.slice(0, before.length / 2));
    const again = await coordinator.again();
    const { body } = await again.call('GET', '/api/53/projects');
    assert.match(JSON.stringify(body), /demo/);
  });
});

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endOf, linesOf, runJob } from './harness/jobs.ts';
import { clientCertificate, freePort, privateAuthority, reverseProxy } from './harness/network-programs.ts';
import { Program } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

describe('the settings of a runner', () => {
  it('come from a file, the environment and flags, and labels and limits reach the coordinator', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const { client } = coordinator;
    const dataDir = world.path('runner-east');
    await mkdir(dataDir);
    await writeFile(
      join(dataDir, 'runner.yaml'),
      'runner:\n  operations: {maxRunning: 3, steps: [exec]}\n  labels: {site: fra, rack: "7"}\n',
    );
    await world.runner(coordinator, {
      name: 'east',
      tags: ['db'],
      project: 'demo',
      args: ['--label', 'site=ber'],
      environment: { RUNNER_OPERATIONS_MAXRUNNING: '4' },
    });
    const { runners } = await client.listRunnerOverviews();
    const replica = runners.find(({ name }) => name === 'east')?.replicas[0];
    assert.deepEqual([replica?.maxRunning, replica?.labels], [4, { rack: '7', site: 'ber' }]);
    const listed = await world.outrunner(['runner', 'replicas', 'east'], {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
    });
    assert.match(listed.stdout, /rack=7 site=ber/);

    const refused = await runJob(client, {
      name: 'refused',
      tags: ['db'],
      steps: ['echo never'],
    });
    const end = await endOf(client, refused);
    assert.equal(end.status, 'failed');
    assert.match(JSON.stringify(end.reason), /step-kind-not-allowed|does not allow steps of the kind/);
  });

  it('are rejected with file, line and column, and a suggestion, if a key is unknown', async () => {
    await using world = await World.open();
    const config = world.path('settings.yaml');
    await writeFile(config, 'runner:\n  operations:\n    maxRuning: 3\n');
    const program = await world.outrunner([
      'runner',
      'start',
      '--config',
      config,
      '--data-dir',
      world.path('r'),
    ]);
    assert.equal((await program.ended).code, 2);
    assert.match(program.stderr, /settings\.yaml:3:5: .*did you mean runner\.operations\.maxRunning\?/);
  });
});

describe('a runner of a server that requires a client certificate', () => {
  it('presents its certificate and stores the path, and reports a missing certificate', async () => {
    await using world = await World.open();
    const authority = await privateAuthority(world.folder);
    const own = await clientCertificate(world.folder, 'runner', 'pass phrase');
    const port = await freePort();
    await using proxy = await reverseProxy(world.folder, port, {
      ...authority,
      clientAuthority: authority.ca,
    });
    const server = `https://localhost:${proxy.port}`;
    const coordinator = await world.coordinator({
      listen: `127.0.0.1:${port}`,
      args: ['--behind-tls-proxy', '127.0.0.1', '--public-url', server],
    });
    const { client } = coordinator;
    const passphrase = world.path('passphrase');
    await writeFile(passphrase, 'pass phrase\n');
    const runner = await world.runner(coordinator, {
      name: 'east',
      tags: ['db'],
      project: 'demo',
      server,
      args: [
        ...['--ca', authority.ca, '--client-cert', own.certificate, '--client-key', own.key],
        ...['--client-key-passphrase-file', passphrase],
      ],
    });
    const job = { name: 'greet', tags: ['db'], steps: [{ exec: 'echo hello' }] };
    const execution = await runJob(client, job);
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), ['hello']);
    const command = await readFile(`/proc/${runner.program.pid}/cmdline`, 'utf8');
    assert.doesNotMatch(command, /pass phrase/);

    await runner.program.end('SIGTERM');
    const again = new Program({
      args: ['runner', 'start', '--data-dir', runner.dataDir],
      environment: world.environment,
    });
    await until('the runner to be connected again', () =>
      / connected /.test(again.stderr) ? true : undefined,
    );
    await again.end('SIGKILL');

    const created = await client.createRunner({ body: { name: 'nobody', description: '' } });
    const without = new Program({
      args: ['runner', 'start', '--server', server, '--ca', authority.ca, '--data-dir', world.path('nobody')],
      environment: { ...world.environment, OUTRUNNER_ENROLLMENT_TOKEN: created.token },
    });
    await until('the runner to report the missing certificate', () =>
      /client certificate/.test(without.stderr) ? true : undefined,
    );
    assert.match(without.stderr, /--client-cert/);
    await without.end('SIGKILL');
  });
});

import assert from 'node:assert/strict';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { counting, endOf, linesOf, runJob } from './harness/jobs.ts';
import { forwardProxy, freePort, privateAuthority, reverseProxy } from './harness/network-programs.ts';
import { keeperOf } from './harness/processes.ts';
import { Program } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const COUNT = 'for i in 1 2 3 4 5; do echo "line $i"; sleep 0.2; done';

/** Returns the sockets of a process that listen for TCP or receive UDP. */
async function listeningSockets(pid: number): Promise<readonly string[]> {
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(
    ['tcp', 'tcp6', 'udp', 'udp6'].map((name) =>
      readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => ''),
    ),
  );
  const LISTEN = '0A';
  const UNCONNECTED_UDP = '07';
  return tables
    .flatMap((text) => text.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN || fields[3] === UNCONNECTED_UDP)
    .filter((fields) => own.has(fields[9] ?? ''))
    .map((fields) => fields[1] ?? '');
}

describe('a runner in a closed network', () => {
  it('works behind a forward proxy with credentials, set by a flag or by HTTP_PROXY', async () => {
    await using world = await World.open();
    await using proxy = await forwardProxy(world.folder);
    const coordinator = await world.coordinator();
    const address = `http://proxyuser:proxypass@127.0.0.1:${proxy.port}`;
    await world.runner(coordinator, {
      name: 'flag',
      tags: ['flag'],
      project: 'demo',
      args: ['--proxy', address],
    });
    await world.runner(coordinator, {
      name: 'variable',
      tags: ['variable'],
      project: 'demo',
      environment: { HTTP_PROXY: address },
    });
    for (const tag of ['flag', 'variable']) {
      const execution = await runJob(coordinator.client, { name: tag, tags: [tag], steps: [COUNT] });
      assert.equal((await endOf(coordinator.client, execution)).status, 'succeeded');
      assert.deepEqual(await linesOf(coordinator.client, execution), counting(1, 5));
    }
    assert.match(await readFile(world.path('tinyproxy.log'), 'utf8'), /CONNECT|POST/);
  });

  it('works behind a TLS reverse proxy with a private authority, and reports an untrusted certificate without --ca', async () => {
    await using world = await World.open();
    const authority = await privateAuthority(world.folder);
    const port = await freePort();
    await using proxy = await reverseProxy(world.folder, port, authority);
    const server = `https://localhost:${proxy.port}`;
    const coordinator = await world.coordinator({
      listen: `127.0.0.1:${port}`,
      args: ['--behind-tls-proxy', '127.0.0.1', '--public-url', server],
    });
    const { client } = coordinator;
    await world.runner(coordinator, {
      name: 'east',
      tags: ['db'],
      project: 'demo',
      server,
      args: ['--ca', authority.ca],
    });
    const execution = await runJob(client, { name: 'count', tags: ['db'], steps: [COUNT] });
    assert.equal((await endOf(client, execution)).status, 'succeeded');
    assert.deepEqual(await linesOf(client, execution), counting(1, 5));

    const environment = { OUTRUNNER_URL: server, OUTRUNNER_TOKEN: coordinator.token };
    const trusting = { ...environment, OUTRUNNER_CA: authority.ca };
    assert.match((await world.outrunner(['runner', 'list'], trusting)).stdout, /^east +Healthy/m);
    const refused = await world.outrunner(['runner', 'list'], environment);
    assert.deepEqual([(await refused.ended).code, refused.stdout], [3, '']);
    assert.match(refused.stderr, /is not trusted.*OUTRUNNER_CA/);
    const unreadable = await world.outrunner(['runner', 'list'], { ...environment, OUTRUNNER_CA: '/none' });
    assert.equal((await unreadable.ended).code, 2);

    const created = await client.createRunner({ body: { name: 'distrustful', description: '' } });
    const distrustful = new Program({
      args: ['runner', 'start', '--server', server, '--data-dir', world.path('distrustful')],
      environment: { ...world.environment, OUTRUNNER_ENROLLMENT_TOKEN: created.token },
    });
    await until('the runner to report the untrusted certificate', () =>
      /certificate/i.test(distrustful.stderr) ? true : undefined,
    );
    assert.match(distrustful.stderr, /--ca/);
    assert.doesNotMatch(distrustful.stderr, /\n\s+at /);
    const { runners } = await client.listRunnerOverviews();
    assert.deepEqual(runners.find((it) => it.name === 'distrustful')?.replicas, []);
    await distrustful.end('SIGKILL');
  });

  it('opens no listening port, and neither does its keeper', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const runner = await world.runner(coordinator, { name: 'east', tags: ['db'], project: 'demo' });
    assert.notDeepEqual(await listeningSockets(coordinator.program.pid), [], 'the coordinator listens');
    assert.deepEqual(await listeningSockets(runner.program.pid), []);
    assert.deepEqual(await listeningSockets(await keeperOf(runner.dataDir)), []);
  });
});

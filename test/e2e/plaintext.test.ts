import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { rootRuns } from '../../support/testing/as-root.ts';
import { ClosedNetwork } from './harness/closed-network.ts';
import { Coordinator } from './harness/coordinator.ts';
import { Program } from './harness/program.ts';
import { until } from './harness/until.ts';
import { World } from './harness/world.ts';

const run = promisify(execFile);

if (rootRuns('a connection between two hosts without TLS')) {
  describe('a connection between two hosts without TLS', () => {
    let world: World;
    let network: ClosedNetwork;
    before(async () => {
      world = await World.open();
      network = await ClosedNetwork.open(world.folder);
    });
    after(async () => {
      await network[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    });

    const start = (name: string, ...args: readonly string[]) =>
      Coordinator.start({
        dataDir: world.path(name),
        environment: world.environment,
        listen: `${network.outside}:0`,
        insecurePlaintext: true,
        args,
      });

    it('is answered behind a proxy only if it comes from the proxy', async () => {
      const coordinator = await start('behind', '--behind-tls-proxy', network.inside);
      const url = `${coordinator.url}/healthz`;
      const fromProxy = await run(network.node, [
        '-e',
        `fetch('${url}').then((it) => console.log(it.status))`,
      ]);
      assert.equal(fromProxy.stdout, '200\n');

      const direct = await fetch(url);
      assert.equal(direct.status, 403);
      assert.match(
        await direct.text(),
        new RegExp(`"proxy-bypassed".*${network.outside}.*--behind-tls-proxy`),
      );
      const enrolling = await fetch(`${coordinator.url}/runner/v1/enroll`, { method: 'POST', body: '{}' });
      assert.equal(enrolling.status, 403);
    });

    it('is prevented by default, because a coordinator does not start on a non-loopback address without TLS', async () => {
      const args = ['coordinator', 'start', '--data-dir', world.path('closed'), '--listen', '0.0.0.0:0'];
      const program = await world.outrunner(args);
      assert.notEqual(program.child.exitCode, 0);
      assert.match(program.stderr, /without TLS.*--insecure-plaintext/);
    });

    it('is made by a runner only with a flag, which the runner stores, and is logged', async () => {
      const coordinator = await start('insecure', '--insecure-plaintext');
      assert.match(coordinator.program.stderr, /"warn".*--insecure-plaintext/);
      const { client, url, token } = coordinator;
      await client.updateSettings({ body: { runners: { enabled: true } } });
      const created = await client.createRunner({ body: { name: 'inside', description: '' } });
      const runner = (...more: readonly string[]) =>
        new Program({
          args: ['runner', 'start', '--data-dir', world.path('runner'), ...more],
          environment: world.environment,
          node: network.node,
          input: created.token,
        });
      const first = ['--server', url, '--enrollment-token-file', '-'];
      const refused = runner(...first);
      assert.equal((await refused.ended).code, 2);
      assert.match(refused.stderr, /plaintext-refused/);

      const allowed = runner(...first, '--insecure-plaintext');
      await world.healthy(coordinator, 'inside');
      await allowed.end('SIGTERM');
      const again = runner();
      await until('the runner to connect again', () => (/ connected/.test(again.stderr) ? true : undefined));
      for (const { stderr } of [allowed, again]) assert.match(stderr, /warn: .*not encrypted/);
      assert.equal(
        JSON.parse(await readFile(world.path('runner/identity.json'), 'utf8')).connection.insecurePlaintext,
        true,
      );

      const environment = { OUTRUNNER_URL: url, OUTRUNNER_TOKEN: token };
      const command = await world.outrunner(
        ['runner', 'create', 'east', '--insecure-plaintext'],
        environment,
      );
      assert.match(command.stderr, /WARNING: the connection to http:\S+ is not encrypted/);
      const script = await (await fetch(`${url}/outrunner/v1/install.sh`)).text();
      assert.match(script, /runner install .*--server \S+ --insecure-plaintext "\$@"/);
    });

    it('is made by a command only with a flag or an environment variable', async () => {
      const environment = { OUTRUNNER_URL: `http://${network.outside}:1`, OUTRUNNER_TOKEN: 'any' };
      const refused = await world.outrunner(['project', 'list'], environment);
      assert.equal(refused.child.exitCode, 2);
      assert.match(refused.stderr, /Refusing to call http:\S+ without TLS.*OUTRUNNER_INSECURE_PLAINTEXT=1/);
      const variable = { ...environment, OUTRUNNER_INSECURE_PLAINTEXT: '1' };
      for (const allowed of [
        await world.outrunner(['project', 'list', '--insecure-plaintext'], environment),
        await world.outrunner(['project', 'list'], variable),
      ]) {
        assert.equal(allowed.child.exitCode, 3);
        assert.match(allowed.stderr, /WARNING: .* not encrypted.*\n.*Cannot reach the coordinator at /);
      }
    });
  });
}

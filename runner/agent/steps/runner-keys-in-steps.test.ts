import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Scene } from '../../testing/scene.ts';

const SECRET = 'hunter2-of-the-runner';

describe('secrets of the runner in its steps', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.open();
    await mkdir(join(scene.dataDir, 'keys'), { recursive: true });
    await writeFile(join(scene.dataDir, 'keys', 'db'), `${SECRET}\n`, { mode: 0o600 });
    scene.start(
      { environment: { GIVEN_TOKEN: 'given-secret' } },
      { OUTRUNNER_ENROLLMENT_TOKEN: 'token-1', DB_PASSWORD: 'secret-of-the-host', HOME: '/tmp' },
    );
    await scene.polling();
  });

  afterEach(() => scene.close());

  it('become the values of secure options, and are masked', async () => {
    const operation = scene.coordinator.run('echo "it is ${option.db}"; printf %s "$RD_OPTION_DB" | wc -c', {
      values: {
        option: {},
        secureOption: ['db'],
        runnerKeys: { db: 'runner/db', other: 'runner/none' },
        job: {},
      },
    });
    await scene.coordinator.ended(operation);
    assert.equal(operation.text, `it is *****\n${SECRET.length}\n`);
  });

  it('fail the step with their path, location and remedy if they are missing', async () => {
    const operation = scene.coordinator.run('echo never', {
      values: { option: {}, secureOption: ['db'], runnerKeys: { db: 'runner/absent' }, job: {} },
    });
    const { end } = await scene.coordinator.ended(operation);
    assert.ok(end.kind === 'failed-to-start');
    assert.match(
      end.problem,
      /no key "runner\/absent": the folder .*keys has no file absent.*install -D -m 600/,
    );
    assert.equal(operation.received, 0);
  });

  it('can supply the password of an HTTP request', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.end(`you sent ${SECRET}`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const configuration = {
      remoteUrl: `http://127.0.0.1:${port}/`,
      authentication: 'Basic',
      username: 'ann',
      password: 'runner/${option.which}',
      printResponse: true,
    };
    const operation = scene.coordinator.run(
      { kind: 'plugin', provider: 'http', configuration, pty: false },
      { values: { option: { which: 'db' }, secureOption: [], job: {} }, fetchAllowed: ['127.0.0.1'] },
    );
    await scene.coordinator.ended(operation);
    server.close();
    assert.deepEqual(asked, [`Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}`]);
    assert.match(operation.text, /you sent \*\*\*\*\*/);
  });

  it("are masked if they are variables of the runner's environment whose names mark them as secret", async () => {
    const operation = scene.coordinator.run('echo "$GIVEN_TOKEN"; echo secret-of-the-host');
    await scene.coordinator.ended(operation);
    assert.equal(operation.text, '*****\n*****\n');
  });
});

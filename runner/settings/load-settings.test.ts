import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { loadSettings } from './load-settings.ts';
import type { GivenSettings } from './runner-settings.ts';

describe('the settings of a runner', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outrunner-settings-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  const file = (text: string) => writeFile(join(dataDir, 'runner.yaml'), text);

  async function load(flags: GivenSettings = {}, environment: NodeJS.ProcessEnv = {}) {
    return loadSettings({ flags: { dataDir, ...flags }, environment });
  }

  async function refused(flags: GivenSettings = {}, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const error: unknown = await load(flags, environment).catch((thrown: unknown) => thrown);
    assert.ok(isOutrunnerError(error) && error.code === 'usage');
    return error.message;
  }

  it('come from the file; the environment overrides the file, and flags override the environment', async () => {
    await file(
      'runner:\n  operations:\n    maxRunning: 3\n  log:\n    maxSize: 2MiB\n  http.connectTimeout: 3s\n',
    );
    const environment = { RUNNER_LOG_MAXSIZE: '512KiB', RUNNER_HTTP_CONNECTTIMEOUT: '2s' };
    const { settings } = await load({ connectTimeout: '1500ms' }, environment);
    assert.deepEqual(
      [settings.maxRunning, settings.logMaxSize, settings.connectTimeout, settings.backoffLongest],
      [3, 512 * 1024, 1500, 5000],
    );
  });

  it('are merged entry by entry if they are maps', async () => {
    await file('runner:\n  labels: {site: fra, rack: 3}\nlogger:\n  levels:\n    session: debug\n');
    const { settings } = await load(
      { labels: ['site=ber'] },
      { RUNNER_LABELS: 'owner=ops', LOGGER_LEVELS_OPERATIONS: 'TRACE' },
    );
    assert.deepEqual(settings.labels, { site: 'ber', rack: '3', owner: 'ops' });
    assert.deepEqual(settings.logLevels, { session: 'debug', operations: 'TRACE' });
  });

  it('are read by Rundeck’s names in files and variables, and include warnings about names that have no effect', async () => {
    await file(
      [
        'runner.operations.max-running: 7',
        'micronaut:',
        '  http.client: {proxy-address: "proxy:3128", proxy-username: me, pool: {max-connections: 60}}',
        '  application: {name: runner}',
        'runner.reporter.sendRate: 2s',
      ].join('\n'),
    );
    const { settings, warnings } = await load({}, { RUNNER_RUNDECK_SERVER_URL: 'https://there' });
    assert.deepEqual(
      [settings.maxRunning, settings.proxy, settings.proxyUsername, settings.maxConnections, settings.server],
      [7, 'proxy:3128', 'me', 60, 'https://there'],
    );
    assert.match(
      warnings.join('\n'),
      /:4:17: micronaut.application.name has no effect: it is a setting of another program/,
    );
    assert.match(
      warnings.join('\n'),
      /:5:1: runner.reporter.sendRate has no effect: output is sent as soon as it is read/,
    );
  });

  for (const [name, value, expected] of [
    ['runner.rundeck.overrideTempDir', 'false', { overrideTempDir: false }],
    ['micronaut.http.client.read-timeout', '60s', { answerTimeout: 60_000 }],
    ['micronaut.http.client.connect-timeout', '7s', { connectTimeout: 7000 }],
    ['micronaut.http.client.pool.max-connections', '50', { maxConnections: 50 }],
  ] as const) {
    it(`are read from Rundeck’s setting ${name}`, async () => {
      await file(`${name}: ${value}`);
      const { settings, warnings } = await load();
      assert.partialDeepStrictEqual(settings, expected);
      assert.deepEqual(warnings, []);
    });
  }

  for (const [name, reason] of [
    ['micronaut.http.client.proxy-type', 'the proxy is an HTTP proxy'],
    ['micronaut.http.client.pool.acquire-timeout', 'no call waits for a connection'],
    ['runner.reporter.sendBatchSize', 'output is sent as soon as it is read'],
  ] as const) {
    it(`include a warning that ${name} has no effect`, async () => {
      await file(`${name}: x`);
      const { warnings } = await load();
      assert.match(warnings.join('\n'), new RegExp(`:1:1: ${name} has no effect: ${reason}$`));
    });
  }

  it('include warnings about Rundeck’s variables that have no effect', async () => {
    const { warnings } = await load({}, { RUNNER_RUNDECK_CLIENT_ID: 'a', RUNNER_RUNDECK_SERVER_TOKEN: 'b' });
    assert.deepEqual(warnings, [
      'RUNNER_RUNDECK_CLIENT_ID has no effect: a replica identifies itself with keys that it generates',
      'RUNNER_RUNDECK_SERVER_TOKEN has no effect: the enrollment token is given in OUTRUNNER_ENROLLMENT_TOKEN or by runner.enrollment.tokenFile',
    ]);
  });

  it('are rejected with a list of all problems and their locations', async () => {
    await file('runner:\n  operations:\n    maxRuning: 3\n  log: {maxSize: much}\n');
    const problem = await refused({ backoffFirst: 'soon' }, { RUNNER_OPERATIONS_MAXRUNNING: '0' });
    const yaml = join(dataDir, 'runner.yaml');
    assert.deepEqual(problem.split('\n').slice(1), [
      `  ${yaml}:3:5: runner.operations.maxRuning is not a setting; did you mean runner.operations.maxRunning?`,
      '  runner.backoff.first is not a time from 10ms to 1m, such as 500ms, 10s or 5m.',
      '  RUNNER_OPERATIONS_MAXRUNNING is not a whole number from 1 to 10000.',
      `  ${yaml}:4:9: runner.log.maxSize is not a size from 1KiB to 1GiB, such as 512MiB or 2GiB.`,
    ]);
  });

  it('are rejected if they are empty', async () => {
    assert.match(await refused({ dataDir: '' }), /--data-dir is empty: give it a value, or remove it/);
    await file('runner:\n  proxy: {url: ""}\n');
    assert.match(await refused(), /runner\.yaml:2:11: runner\.proxy\.url is empty/);
  });

  it('contain the path of a hook as an absolute path', async () => {
    const { settings } = await load({ hookBefore: 'hooks/before', hookAfter: ['logger', 'a/b'] });
    assert.deepEqual(settings.hookBefore, [resolve('hooks/before')]);
    assert.deepEqual(settings.hookAfter, ['logger', 'a/b']);
  });

  it('include warnings about values that are probably wrong', async () => {
    const { warnings } = await load({ executors: 'lcoal' });
    assert.deepEqual(warnings, [
      'runner.operations.executors lists "lcoal", and there is no such executor; did you mean local?',
    ]);
  });

  it('include a warning if other users can read a file with a secret', async () => {
    const path = join(dataDir, 'runner.yaml');
    const loose = [`${path} holds a secret and others may read it: chmod 600 ${path}`];
    await chmod(dataDir, 0o755);
    await file('runner:\n  operations: {maxRunning: 3}\n');
    assert.deepEqual((await load()).warnings, []);
    for (const secret of ['proxy: {password: x}', 'rundeck: {storage: {v: {configuration: {token: x}}}}']) {
      await file(`runner:\n  ${secret}\n`);
      assert.deepEqual((await load()).warnings, loose);
    }
    await chmod(dataDir, 0o700);
    assert.deepEqual((await load()).warnings, [], 'other users cannot enter the folder');
    await chmod(dataDir, 0o755);
    await chmod(path, 0o600);
    assert.deepEqual((await load()).warnings, []);
  });

  it('are rejected if the address for metrics is not a loopback address', async () => {
    assert.match(
      await refused({ metrics: '0.0.0.0:9464' }),
      /--metrics is not a loopback address with a port/,
    );
  });

  it('are rejected with the location of invalid YAML', async () => {
    await file('runner:\n  operations: [\n');
    assert.match(await refused(), /runner\.yaml:3:1: /);
  });

  it('are rejected if the file of `--config` does not exist', async () => {
    const config = join(dataDir, 'absent.yaml');
    const loading = loadSettings({ flags: { dataDir }, config, environment: {} });
    await assert.rejects(loading, /absent\.yaml: there is no such file/);
  });

  it('include a warning about a variable that resembles the name of a setting', async () => {
    const { warnings } = await load({}, { RUNNER_OPERATIONS_MAXRUNING: '3', RUNNER_NAME: 'x' });
    assert.deepEqual(warnings, [
      'RUNNER_OPERATIONS_MAXRUNING is not a setting; did you mean RUNNER_OPERATIONS_MAXRUNNING?',
    ]);
  });

  it('are removed from the environment if they are secret, so that no child process inherits them', async () => {
    const environment = { RUNNER_PROXY_PASSWORD: 's3cret', MICRONAUT_HTTP_CLIENT_PROXY_PASSWORD: 'other' };
    const { settings } = await load({}, environment);
    assert.equal(settings.proxyPassword, 's3cret');
    assert.deepEqual(environment, {});
  });
});

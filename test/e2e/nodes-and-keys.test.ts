import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { filesContaining } from '../../support/testing/files-containing.ts';
import { Coordinator } from './harness/coordinator.ts';
import { endOf, type JobText, linesOf, runJob } from './harness/jobs.ts';
import { World } from './harness/world.ts';

const NODES = `web-1: {tags: "web,prod", node-executor: local, rank: 2}
web-2: {tags: "web,test", node-executor: local, rank: 1}
db1: {tags: "db,prod", node-executor: local}
far: {tags: "far", hostname: far.example.org}
`;
const SECRET = 'öpen sesame, please';

describe('jobs on nodes, with keys', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    await coordinator.client.setSourceNodes({
      params: { project: ProjectName.parse('demo'), index: 1 },
      body: { text: NODES, mediaType: 'application/yaml' },
    });
    await coordinator.client.createKey({
      params: { path: 'project/demo/password' },
      body: { text: SECRET, mediaType: 'application/x-rundeck-data-password' },
    });
  });
  after(() => world[Symbol.asyncDispose]());

  const run = async (job: JobText) => {
    const execution = await runJob(coordinator.client, job);
    const { status } = await endOf(coordinator.client, execution);
    return { status, lines: await linesOf(coordinator.client, execution) };
  };
  const onNodes = (nodefilters: object, more: object = {}) =>
    run({ name: 'nodes', steps: [{ exec: 'echo ${node.name}' }], more: { nodefilters, ...more } });

  it('run on the nodes that the filter selects, in their order', async () => {
    const named = await onNodes({ filter: 'tags: web,db !name: db1' });
    assert.deepEqual(named, { status: 'succeeded', lines: ['web-1', 'web-2'] });
    const dispatch = { rankAttribute: 'rank', rankOrder: 'ascending' };
    assert.deepEqual((await onNodes({ filter: 'tags: web', dispatch })).lines, ['web-2', 'web-1']);
    assert.deepEqual((await onNodes({ filter: '(?!web|far).*' })).lines, ['db1', 'localhost']);
  });

  it('run on the nodes that an orchestrator chooses', async () => {
    const orchestrator = {
      type: 'orchestrator-highest-lowest-attribute',
      configuration: { attribute: 'rank', sort: 'highest' },
    };
    assert.deepEqual((await onNodes({ filter: 'tags: web' }, { orchestrator })).lines, ['web-1']);
  });

  it('fail if no node is selected, and are refused if the filter is invalid', async () => {
    assert.equal((await onNodes({ filter: 'tags: nowhere' })).status, 'failed');
    const code = (error: unknown) => isOutrunnerError(error) && error.code === 'node-filter-invalid';
    await assert.rejects(onNodes({ filter: 'name: /(/' }), code);
  });

  it('receive a secure option from key storage, which is masked in the output and not stored unencrypted', async () => {
    const hash = createHash('sha256').update(SECRET).digest('hex');
    const option = { name: 'password', secure: true, valueExposed: true };
    const step = `printf '%s\\n' "$RD_OPTION_PASSWORD"; printf %s "$RD_OPTION_PASSWORD" | sha256sum | cut -d ' ' -f 1`;
    const job = (storagePath: string) => ({
      name: 'secret',
      steps: [step],
      more: { options: [{ ...option, storagePath }] },
    });
    const { status, lines } = await run(job('keys/project/demo/password'));
    assert.equal(status, 'succeeded');
    assert.equal(lines.length, 2);
    assert.ok(!lines[0]?.includes(SECRET), 'the secret is masked');
    assert.equal(lines[1], hash);
    assert.deepEqual((await run(job('keys/project/${job.project}/password'))).lines[1], hash);
    assert.deepEqual(await filesContaining(world.folder, SECRET), []);
  });
});

describe('a master key that VS Code passes to its embedded coordinator', () => {
  it('is read from stdin, and appears in no file, argument or environment variable of the coordinator', async () => {
    await using world = await World.open();
    const keys = randomBytes(32).toString('base64');
    const coordinator = await Coordinator.start({
      dataDir: world.path('coordinator'),
      environment: world.environment,
      args: ['--master-key-stdin'],
      input: JSON.stringify({ keys, alone: true }),
    });
    const params = { path: 'deploy.pub' };
    const body = { text: 'ssh-ed25519 AAAA', mediaType: 'application/pgp-keys' };
    await coordinator.client.createKey({ params, body });
    assert.equal((await coordinator.client.getPublicKey({ params })).text, body.text);
    const { pid } = coordinator.program;
    for (const name of ['cmdline', 'environ'])
      assert.ok(!(await readFile(`/proc/${pid}/${name}`)).includes(keys), name);
    assert.deepEqual(await filesContaining(coordinator.dataDir, keys), []);
  });
});

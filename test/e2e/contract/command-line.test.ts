import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Coordinator } from '../harness/coordinator.ts';
import { World } from '../harness/world.ts';

const JOBS = `- name: hello
  group: a/b
  options:
  - {name: who, value: world}
  sequence:
    commands:
    - script: printf 'hello %s' "$1"
      args: \${option.who}
- name: fails
  sequence: {commands: [{exec: exit 4}]}
`;

describe('the contract, the command line', () => {
  let world: World;
  let coordinator: Coordinator;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    await writeFile(world.path('jobs.yaml'), JOBS);
  });
  after(() => world[Symbol.asyncDispose]());

  const outrunner = async (args: string | readonly string[], environment: NodeJS.ProcessEnv = {}) => {
    const program = await world.outrunner(typeof args === 'string' ? args.split(' ') : [...args], {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
      ...environment,
    });
    const { code } = await program.ended;
    assert.doesNotMatch(program.stderr, /\n\s+at |node:internal/);
    return { code, out: program.stdout, err: program.stderr };
  };
  const ok = async (args: string | readonly string[], environment?: NodeJS.ProcessEnv) => {
    const { code, out, err } = await outrunner(args, environment);
    assert.equal(code, 0, `${args}: ${err}`);
    return out;
  };
  const json = async (args: string) => JSON.parse(await ok(`${args} --json`));

  it('prints its version for --version, with or without a command', async () => {
    for (const command of [
      '',
      'job ',
      'job check ',
      'coordinator start ',
      'runner start ',
      'execution output ',
    ]) {
      assert.match(await ok(`${command}--version`), /^\d+\.\d+\.\d+\n$/);
    }
  });

  it('imports, lists, exports, plans, runs and follows jobs, and prints the exact bytes of the step to stdout', async () => {
    const path = world.path('jobs.yaml');
    assert.match(await ok(`job import -p demo ${path}`), /a\/b\/hello/);
    assert.equal((await json('job list -p demo')).length, 2);
    assert.match(await ok('job list', { OUTRUNNER_PROJECT: 'demo' }), /hello/);
    assert.match(await ok('job export -p demo'), /name: hello/);
    assert.match(await ok('job plan a/b/hello -p demo -o who=you'), /Local Runner/);
    const { code, out, err } = await outrunner('job run a/b/hello -p demo -o who=you --follow');
    assert.deepEqual([code, out], [0, 'hello you']);
    assert.match(err, /Local Runner/);
    const events = (await ok('job run a/b/hello -p demo --follow --json')).trimEnd().split('\n');
    assert.equal(JSON.parse(events.at(-1) ?? '').type, 'execution-ended');
    assert.equal((await outrunner('job run fails -p demo --follow')).code, 1);
    const { id } = await json('job run a/b/hello --project demo');
    assert.equal(await ok(`execution output ${id} --raw --follow`), 'hello world');
    assert.equal(await ok(`execution output ${id}`), 'hello world\n');
    assert.equal(await ok(`execution output ${id} --follow`), 'hello world');
    assert.equal((await json(`execution output ${id}`))[0].log, 'hello world');
    assert.equal((await json(`execution show ${id}`)).status, 'succeeded');
    assert.equal((await json('execution list -p demo --max 2')).length, 2);
    assert.equal((await outrunner(`execution abort ${id}`)).code, 1);
  });

  it('manages projects, runners, tags, tokens and settings', async () => {
    await ok('project create web --description Shop');
    assert.equal((await json('project show web')).name, 'web');
    assert.equal((await json('project list')).length, 2);
    const created = await json('runner create east --tags db,eu --projects web');
    assert.match(created.token, /\S{20}/);
    assert.match(await ok('runner create west'), /install\.sh.* \| OUTRUNNER_ENROLLMENT_TOKEN=\S+ .*sh$/m);
    const assigned = await outrunner('runner create north --projects web');
    assert.doesNotMatch(assigned.err, /takes no work/);
    assert.match(
      (await outrunner('runner create south')).err,
      /takes no work.*runner update south --projects/,
    );
    await ok('runner delete north');
    await ok('runner delete south');
    assert.equal((await json('runner show east')).name, 'east');
    for (const replicas of ['many', '10001'])
      assert.equal((await outrunner(`runner create pods --ephemeral --replicas ${replicas}`)).code, 2);
    assert.equal((await json('runner list')).length, 3);
    await ok('runner update east --tags db');
    assert.deepEqual(await json('tag list'), [{ tag: 'db', runners: 1, healthyRunners: 0, jobs: 0 }]);
    assert.notEqual((await json('runner regenerate east')).token, created.token);
    await ok('runner delete east');
    const { id, token } = await json('token create --user ada --duration 1d');
    assert.equal(await ok('project list', { OUTRUNNER_TOKEN: token }), await ok('project list'));
    await ok(`token delete ${id}`);
    const idle = await outrunner('token create --roles users');
    assert.deepEqual([idle.code, /No role of users grants anything.* admin/.test(idle.err)], [0, true]);
    const allowed = 'fetch.allowed=["http://a,b/", "10.0.0.0/8"]';
    await ok(['settings', 'update', allowed]);
    assert.match(await ok('settings show'), /^fetch\.allowed=\["http:\/\/a,b\/","10\.0\.0\.0\/8"\]$/m);
    assert.equal((await outrunner('project list', { OUTRUNNER_TOKEN: token })).code, 3);
    assert.equal((await json('settings update dispatch.waitSeconds=9')).dispatch.waitSeconds, 9);
    assert.match(await ok('settings show'), /^dispatch\.waitSeconds=9$/m);
    await ok('project delete web');
  });

  it('loses no change if several processes change the configuration of a project concurrently', async () => {
    await ok('project create shared');
    const keys = ['a', 'b', 'c', 'd'];
    const source = `node source add -p shared --type file --config file=${world.path('absent.yaml')}`;
    await Promise.all([
      ...keys.map((key) => ok(`project update shared --set ${key}=1`)),
      ...keys.map(() => outrunner(source)),
    ]);
    const { config } = await json('project show shared');
    assert.deepEqual(
      Object.keys(config)
        .filter((key) => key.length === 1)
        .sort(),
      keys,
    );
    const sources = Object.keys(config).filter((key) => /^resources\.source\.[1-4]\.type$/.test(key));
    assert.equal(sources.length, 4);
    await ok('node source delete 3 -p shared');
    assert.equal((await json('node sources -p shared')).length, 5);
    await ok('project delete shared');
  });

  it('prints one JSON document with --json for job export, job schema, node export, and a partly failed job import', async () => {
    assert.equal((await json('job export -p demo')).length, 2);
    assert.equal((await json('job export a/b/hello -p demo'))[0].name, 'hello');
    assert.equal((await json('job schema')).$schema !== undefined, true);
    await writeFile(world.path('nodes.yaml'), 'web-1: {hostname: web1}\n');
    await ok(`node import -p demo ${world.path('nodes.yaml')}`);
    assert.equal((await json('node export -p demo'))['web-1'].hostname, 'web1');
    await writeFile(world.path('nameless.yaml'), '- {nam: x, sequence: {commands: [{exec: x}]}}\n');
    const files = [world.path('jobs.yaml'), world.path('nameless.yaml')];
    const { code, out, err } = await outrunner(`job import -p demo --json ${files.join(' ')}`);
    assert.equal(code, 1);
    const { succeeded, failed } = JSON.parse(out);
    assert.deepEqual([succeeded.length, failed.length], [2, 1]);
    assert.match(err, /nameless\.yaml:1:4: error: job 1: "name" is missing/);
  });

  it('exits with 2 for wrong usage and unreadable input, and with 3 if the coordinator refuses or is unreachable', async () => {
    await writeFile(world.path('broken.yaml'), '- name: [\n');
    for (const args of [
      ...['frobnicate', 'job', 'job run', 'job list', 'execution show abc', 'project create no/name'],
      ...['execution show 0x1', 'execution list --max abc', 'execution list --status none'],
      ...['execution list -p no/name', 'job run a/b/hello -p demo --priority high'],
      ...['job run a/b/hello -p demo --at soon', 'job run a/b/hello -p demo -o no/name=1'],
      ...['settings update dispatch.waitSeconds=long', 'project dispatch demo --priority 10'],
      ...['node refresh -p demo --source one', 'token create --duration soon'],
      `job import -p demo ${world.path('absent.yaml')}`,
      `job import -p demo ${world.path('broken.yaml')}`,
    ]) {
      const { code, out, err } = await outrunner(args);
      assert.deepEqual([code, out, err !== ''], [2, '', true], args);
    }
    for (const args of [
      'project show absent',
      'execution show 9999',
      'job run absent -p demo',
      'project create demo',
    ]) {
      const { code, out, err } = await outrunner(args);
      assert.deepEqual([code, out, err !== ''], [3, '', true], args);
    }
    assert.equal((await outrunner('project list', { OUTRUNNER_URL: 'http://127.0.0.1:1' })).code, 3);
    assert.equal((await outrunner('project list', { OUTRUNNER_URL: 'nonsense' })).code, 2);
    assert.equal((await outrunner('project list', { OUTRUNNER_TOKEN: '' })).code, 2);
  });

  it('exits with 130 if the followed execution was aborted, and with 124 if it timed out', async () => {
    await writeFile(
      world.path('long.yaml'),
      '- {name: long, sequence: {commands: [{script: "echo begun; sleep 60"}]}}\n- {name: brief, timeout: 1s, sequence: {commands: [{exec: sleep 60}]}}\n',
    );
    await ok(`job import -p demo ${world.path('long.yaml')}`);
    const following = outrunner('job run long -p demo --follow');
    let running: { id: number }[] = [];
    while (running.length === 0) running = await json('execution list --status running');
    await ok(`execution abort ${running[0]?.id}`);
    assert.equal((await following).code, 130);
    assert.equal((await outrunner('job run brief -p demo --follow')).code, 124);
  });
});

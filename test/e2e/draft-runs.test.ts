import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Coordinator } from './harness/coordinator.ts';
import { World } from './harness/world.ts';

const JOBS = `- name: greet
  group: g
  options:
  - {name: who, value: world}
  sequence:
    commands:
    - exec: printf 'hello %s' \${option.who}
- name: fails
  sequence: {commands: [{exec: exit 4}]}
`;

describe('the command line for drafts', () => {
  let world: World;
  let coordinator: Coordinator;
  let file: string;
  before(async () => {
    world = await World.open();
    coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const linked = world.path('linked');
    await mkdir(`${linked}/jobs`, { recursive: true });
    await writeFile(`${linked}/outrunner.json`, JSON.stringify({ project: 'demo' }));
    file = `${linked}/jobs/jobs.yaml`;
    await writeFile(file, JOBS);
  });
  after(() => world[Symbol.asyncDispose]());

  async function outrunner(...args: string[]) {
    const program = await world.outrunner(args, {
      OUTRUNNER_URL: coordinator.url,
      OUTRUNNER_TOKEN: coordinator.token,
    });
    const { code } = await program.ended;
    return { code, out: program.stdout, err: program.stderr };
  }

  it('runs a job of a file without storing it, in the project of the linked folder, and marks it as a draft', async () => {
    const { code, out, err } = await outrunner(
      'job',
      'run-file',
      file,
      '--job',
      'g/greet',
      '-o',
      'who=you',
      '--follow',
    );
    assert.deepEqual([code, out], [0, 'hello you'], err);
    const [, id = ''] = /^execution (\d+) of g\/greet \(draft\)$/m.exec(err) ?? [];
    assert.equal((await outrunner('job', 'list', '-p', 'demo', '--json')).out, '[]\n');
    assert.match(
      (await outrunner('execution', 'list', '-p', 'demo')).out,
      /^\d+ +succeeded +demo +g\/greet \(draft\) /m,
    );
    const shown = await outrunner('execution', 'show', id);
    assert.match(shown.out, /^execution \d+ of g\/greet \(draft\) in demo\n/);
    assert.match(shown.out, /^digest +SHA-256 [0-9a-f]{64}; the job was not stored$/m);
    const json = JSON.parse((await outrunner('execution', 'show', id, '--json')).out);
    assert.deepEqual([json.draft.group, json.draft.name, json.executionType], ['g', 'greet', 'adhoc']);
  });

  it('exits with the result of the draft', async () => {
    assert.equal((await outrunner('job', 'run-file', file, '--job', 'fails', '--follow')).code, 1);
  });

  it('refuses a file with several jobs or errors, an unknown job and a missing project', async () => {
    const several = await outrunner('job', 'run-file', file);
    assert.equal(several.code, 2);
    assert.match(several.err, /contains 2 jobs: g\/greet, fails\. Name one with --job\./);
    const unknown = await outrunner('job', 'run-file', file, '--job', 'none');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /contains no job "none"/);
    const invalid = world.path('invalid.yaml');
    await writeFile(invalid, '- name: a\n  sequence: {commands: [{exek: x}]}\n');
    const refused = await outrunner('job', 'run-file', invalid, '-p', 'demo');
    assert.equal(refused.code, 2);
    assert.match(refused.err, /invalid\.yaml:2:/);
    const alone = world.path('alone.yaml');
    await writeFile(alone, '- name: a\n  sequence: {commands: [{exec: x}]}\n');
    const nowhere = await outrunner('job', 'run-file', alone);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.err, /No project was given/);
  });

  it('refuses the project of a folder that is linked to another coordinator', async () => {
    const elsewhere = world.path('elsewhere');
    await mkdir(elsewhere);
    const link = { project: 'demo', coordinator: 'https://other.example' };
    await writeFile(`${elsewhere}/outrunner.json`, JSON.stringify(link));
    await writeFile(`${elsewhere}/a.yaml`, '- name: a\n  sequence: {commands: [{exec: x}]}\n');
    const { code, err } = await outrunner('job', 'run-file', `${elsewhere}/a.yaml`);
    assert.notEqual(code, 0);
    assert.match(err, /https:\/\/other\.example/);
  });
});

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { CLAIMANT, OTHER_CLAIMANT, TestExecutions } from '../testing/test-executions.ts';

const ended = (summary: ExecutionSummary) => summary.status !== 'running';
const CHILD = `- name: Child
  options:
    - name: to
      required: true
    - name: pw
      secure: true
      valueExposed: true
    - name: hidden
      secure: true
  sequence:
    commands:
      - exec: go \${option.to}
`;
const parent = (jobref: string, more = '') =>
  `- name: Parent\n${more}  sequence:\n    commands:\n      - exec: first\n      - jobref: ${jobref}\n      - exec: last\n`;
const SECRETS = `  options:
    - name: secret
      secure: true
      valueExposed: true
    - name: to
      value: west
`;

describe('A job reference', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
    await test.storedJob(CHILD, 'child-1', { name: 'Child', group: 'a/b' });
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });
  const commandOf = ({ template }: Awaited<ReturnType<TestExecutions['step']>>) =>
    template.kind === 'exec' ? template.command : '';
  const run = (yaml: string, options: Record<string, string> = {}) => test.run(yaml, { options });
  async function failureOf(jobref: string, more = ''): Promise<string> {
    const { id } = await run(parent(jobref, more));
    await test.step(0, { host: 'db' });
    const { reason } = await test.until(id, ended);
    return `${reason?.code}: ${reason?.message}`;
  }

  it('fails after the timeout of the referenced job, which an option of that job can set', async () => {
    const limited = CHILD.replace('  sequence:', '  timeout: ${option.to}s\n  sequence:');
    await test.storedJob(limited, 'child-1', { name: 'Child', group: 'a/b' });
    const { id } = await run(parent('{group: a/b, name: Child, args: -to 7}'));
    await test.step();
    await test.dispatcher.whenQueued();
    test.clock.advance(7000);
    const { status, reason } = await test.until(id, ended);
    assert.equal(status, 'failed');
    assert.match(reason?.message ?? '', /Job a\/b\/Child failed: Stopped after its timeout of 7 s\.$/);
  });

  it('runs the referenced job within the same execution, with the options in the arguments of the reference', async () => {
    const { id } = await run(
      parent(
        '{group: a/b, name: Child, args: "-to ${data.host}-${option.x}"}',
        '  options: [{name: x, value: "1"}]\n',
      ),
    );
    await test.step(0, { host: 'db' });
    const granted = await test.step();
    assert.equal(commandOf(granted), 'go ${option.to}');
    assert.equal(granted.executionId, id);
    assert.deepEqual(granted.values.option, { to: 'db-1' });
    assert.equal(granted.values.job['name'], 'Child');
    assert.equal(granted.values.job['execid'], String(id));
    assert.equal(commandOf(await test.step()), 'last');
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    const state = await test.executions.state(id);
    assert.deepEqual(
      state?.steps.map(({ stepctx, executionState }) => [stepctx, executionState]),
      [
        ['1', 'SUCCEEDED'],
        ['2', 'SUCCEEDED'],
        ['3', 'SUCCEEDED'],
      ],
    );
  });

  it('prefers, on each node, the replica that ran the previous step there', async () => {
    test.nodes = ['a', 'b'].map((name) => ({ name, tags: [], attributes: { 'node-executor': 'local' } }));
    const own = "nodefilters: {filter: '.*', dispatch: {nodeIntersect: true}}";
    const steps = ["exec: 'true'", `jobref: {uuid: child-1, name: Child, args: -to x, ${own}}`];
    const commands = steps.map((step) => `      - ${step}\n`).join('');
    const filter = `  nodefilters: {filter: '.*', dispatch: {threadcount: '1'}}\n`;
    const sequence = `  sequence:\n    strategy: sequential\n    commands:\n${commands}`;
    const { id } = await run(`- name: Parent\n${filter}${sequence}`);
    const claimants = [CLAIMANT, OTHER_CLAIMANT];
    for (const claimant of claimants) await test.step(0, undefined, claimant);
    for (const { replicaId } of claimants) {
      assert.equal((await test.dispatcher.whenQueued()).preferred, replicaId);
      await test.step();
    }
    assert.equal((await test.until(id, ended)).status, 'succeeded');
  });

  it('finds the job by uuid unless useName is set', async () => {
    const { id } = await run(parent('{uuid: child-1, name: Other, args: -to x}'));
    await test.step();
    await test.step();
    await test.step();
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    assert.match(
      await failureOf('{uuid: child-1, useName: true, name: Other, args: -to x}'),
      /NotFound.*no job Other in project shop/,
    );
  });

  it('passes secrets only to secure options, under the option names of the referenced job', async () => {
    const args = '-to ${option.secret} -pw ${option.secret} -hidden ${option.secret}';
    const { id } = await run(parent(`{group: a/b, name: Child, args: "${args}x"}`, SECRETS), {
      secret: 's3',
    });
    assert.deepEqual((await test.step()).secureValues, { secret: 's3' });
    const failed = await test.until(id, ended);
    assert.match(failed.reason?.message ?? '', /"to" is required/);
    const again = args.replace('${option.secret}', 'x');
    const next = await run(parent(`{group: a/b, name: Child, args: "${again}"}`, SECRETS), { secret: 's3' });
    await test.step();
    const granted = await test.step();
    assert.deepEqual(granted.secureValues, { pw: 's3' });
    assert.deepEqual(granted.values.option, { to: 'x' });
    assert.deepEqual((await test.step()).secureValues, { secret: 's3' });
    await test.until(next.id, ended);
    await test.crash();
    assert.deepEqual(await readdir(join(test.folder, 'secure-values')), []);
  });

  it('leaves no stored secrets for an execution that ended while the referenced job was being planned', async () => {
    const args = '-to x -pw ${option.secret}';
    const { id } = await run(parent(`{group: a/b, name: Child, args: "${args}"}`, SECRETS), { secret: 's3' });
    let known = (): void => undefined;
    test.nodesKnown = new Promise<void>((resolve) => {
      known = resolve;
    });
    await test.step();
    await test.executions.abort(id, 'bob');
    assert.equal((await test.until(id, ended)).status, 'aborted');
    known();
    await test.executions.close();
    assert.deepEqual(await readdir(join(test.folder, 'secure-values')), []);
  });

  it('passes options of the same name if importOptions is set', async () => {
    await run(parent('{group: a/b, name: Child, importOptions: true}', SECRETS), { secret: 's3' });
    await test.step();
    assert.deepEqual((await test.step()).values.option, { to: 'west' });
  });

  it('fails the execution with the reason if the referenced job cannot run', async () => {
    assert.match(await failureOf('{name: None}'), /NotFound/);
    assert.match(await failureOf('{group: a/b, name: Child}'), /InvalidOptions.*"to" is required/);
    assert.match(await failureOf('{group: a/b, name: Child, args: "to x"}'), /InvalidOptions/);
    const nodes = '{group: a/b, name: Child, args: -to x, nodefilters: {filter: none}}';
    assert.match(await failureOf(nodes), /NoMatchedNodes/);
    await test.storedJob(`${CHILD}  runnerSelector: {filter: nowhere}\n`, 'child-1', { name: 'Child' });
    assert.match(await failureOf('{name: Child, args: -to x}'), /no-runner-matches/);
  });

  it('skips a disabled job, or fails if failOnDisable is set', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child', executionEnabled: false });
    const { id } = await run(parent('{name: Child, args: -to x}'));
    await test.step();
    assert.equal(commandOf(await test.step()), 'last');
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    assert.match(await failureOf('{name: Child, failOnDisable: true, args: -to x}'), /ExecutionsDisabled/);
  });

  it('finds no job in a project that the token of the run does not include', async () => {
    await test.storedJob(CHILD, 'child-1', { name: 'Child' });
    const record = await test.storedJob(parent('{name: Child, args: -to x}'), 'parent-2', { name: 'Parent' });
    const started = async (projects: readonly ProjectName[]) => {
      const originator = { user: 'ann', roles: ['admin'], projects: [...projects] };
      const { id } = await test.executions.run({ job: record, user: 'ann', originator });
      await test.step();
      return id;
    };
    const { reason } = await test.until(await started([ProjectName.parse('elsewhere')]), ended);
    assert.match(reason?.message ?? '', /Child/);
    const id = await started([record.project]);
    await test.step();
    assert.equal(commandOf(await test.step()), 'last');
    assert.equal((await test.until(id, ended)).status, 'succeeded');
  });

  it('fails if the job refers to itself, and reports the cycle', async () => {
    const record = await test.storedJob(parent('{name: Parent}'), 'parent-1', { name: 'Parent' });
    const { id } = await test.executions.run({ job: record, user: 'ann' });
    await test.step();
    const { reason } = await test.until(id, ended);
    assert.match(reason?.message ?? '', /Parent → Parent/);
  });

  it('runs on each node of the referring job as a node step, and on the nodes that match both filters with nodeIntersect', async () => {
    test.nodes = ['one', 'two', 'three'].map((name) => ({
      ...{ name, tags: [] },
      attributes: { 'node-executor': 'local', rank: name },
    }));
    const nodes = '  nodefilters: {filter: "one two"}\n';
    const jobref = '{group: a/b, name: Child, nodeStep: true, args: "-to ${node.rank}"}';
    await run(parent(jobref, nodes));
    assert.equal((await test.step()).values.node?.['name'], 'one');
    assert.deepEqual((await test.step()).values.option, { to: 'one' });
    await test.step();
    assert.equal((await test.step()).values.node?.['name'], 'two');
    assert.deepEqual((await test.step()).values.option, { to: 'two' });
    await test.step();
    const filter = 'nodefilters: {filter: ".*", dispatch: {nodeIntersect: true}}';
    const other = await run(parent(`{group: a/b, name: Child, args: -to x, ${filter}}`, nodes));
    await test.step();
    await test.step();
    const names = [await test.step(), await test.step()].map(({ values }) => values.node?.['name']);
    assert.deepEqual(names, ['one', 'two']);
    assert.equal((await test.executions.get(other.id))?.status, 'running');
  });

  it('is resolved again if the coordinator crashed before the job was resolved', async () => {
    const { id } = await run(
      parent('{group: a/b, name: Child, args: "-to x -pw ${option.secret}"}', SECRETS),
      { secret: 's3' },
    );
    const { operationId } = await test.dispatcher.whenQueued();
    await test.operations.claim(operationId, CLAIMANT);
    const report = { end: { kind: 'exited', exitCode: 0 }, offset: 0, endedAt: 1 } as const;
    await test.operations.end(operationId, CLAIMANT, report);
    await test.crash();
    const granted = await test.step();
    assert.deepEqual(granted.secureValues, { pw: 's3' });
    await test.crash();
    assert.equal(commandOf(await test.step()), 'last');
    const summary = await test.until(id, ended);
    assert.equal(summary.status, 'succeeded');
    const steps = (await test.executions.steps(id)) ?? [];
    assert.deepEqual(
      steps.map(({ stepctx, operations }) => [stepctx, operations.length]),
      [
        ['1', 1],
        ['2', 0],
        ['2/1', 1],
        ['3', 1],
      ],
    );
  });
});

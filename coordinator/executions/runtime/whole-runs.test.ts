import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Job } from '../../../job-language/format/job.ts';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { coordinatorOf } from '../../store/definitions/coordinator-definitions.ts';
import { TestExecutions } from '../testing/test-executions.ts';

const ended = (summary: ExecutionSummary) => summary.status !== 'running';
const SHOP = ProjectName.parse('shop');
const job = (more: string, command = 'true') =>
  `- name: Deploy\n${more}  sequence:\n    commands:\n      - exec: ${command}\n`;
const WEB = "  nodefilters: {filter: 'tags: web'}\n";

describe('A run', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
    test.nodes = ['web1', 'web2', 'db1'].map((name) => ({
      name,
      tags: [name.slice(0, -1)],
      attributes: { 'node-executor': 'local', hostname: `${name}.example` },
    }));
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });

  it('executes its step on each node of the filter, with the values of the node', async () => {
    const { id } = await test.run(job(WEB));
    const nodes = [await test.step(), await test.step()].map(({ values }) => values.node);
    assert.deepEqual(
      nodes.map((node) => [node?.['name'], node?.['hostname'], node?.['tags']]),
      [
        ['web1', 'web1.example', 'web'],
        ['web2', 'web2.example', 'web'],
      ],
    );
    assert.deepEqual((await test.until(id, ended)).successfulNodes, ['web1', 'web2']);
  });

  it('uses a requested node filter only if the job allows that and the filter is valid, but can always be limited to named nodes', async () => {
    const { id } = await test.run(job(WEB), { filter: 'db1' });
    const { values } = await test.step();
    assert.equal(values.node?.['name'], 'db1');
    assert.equal(values.job['filter'], 'db1');
    assert.deepEqual((await test.until(id, ended)).successfulNodes, ['db1']);
    const fixed = test.run(job(`${WEB}  nodeFilterEditable: false\n`), { filter: 'db1' });
    await assert.rejects(fixed, { code: 'node-filter-fixed' });
    const repeated = await test.run(job(`${WEB}  nodeFilterEditable: false\n`), { nodes: ['web2'] });
    assert.equal((await test.step()).values.node?.['name'], 'web2');
    await test.until(repeated.id, ended);
    await assert.rejects(test.run(job(WEB), { filter: 'name: /(/' }), { code: 'node-filter-invalid' });
  });

  it('fails if no node matches, unless the job counts that as success', async () => {
    const { reason } = await test.run(job("  nodefilters: {filter: 'tags: none'}\n"));
    assert.equal(reason?.code, 'NoMatchedNodes');
    const dispatch = 'dispatch: {successOnEmptyNodeFilter: true}';
    const { status } = await test.run(job(`  nodefilters: {filter: 'tags: none', ${dispatch}}\n`));
    assert.equal(status, 'succeeded');
  });

  it('fails on a node with an unavailable executor and reports the executor', async () => {
    test.nodes = [{ name: 'far', tags: [], attributes: { 'node-executor': 'WinRMPython' } }];
    const { id } = await test.run(job('  nodefilters: {filter: far}\n'));
    const { reason } = await test.until(id, ended);
    assert.equal(reason?.code, 'ConfigurationFailure');
    assert.match(reason.message, /WinRMPython/);
  });

  it('is refused if it would exceed the number of executions that the job allows', async () => {
    const several = job("  multipleExecutions: true\n  maxMultipleExecutions: '2'\n");
    const runs = await Promise.allSettled([1, 2, 3].map(() => test.run(several)));
    assert.deepEqual(runs.map(({ status }) => status).sort(), ['fulfilled', 'fulfilled', 'rejected']);
    await test.step();
    await test.step();
    await test.until((await test.run(several)).id, () => true);
  });

  it('provides its step with project globals, defaults from key storage, and values about the execution', async () => {
    await test.createProject('shop', { 'project.globals.env': 'prod' });
    test.keys.set('keys/shop/pw', 's3');
    const options =
      '  options:\n    - {name: pw, secure: true, valueExposed: true, storagePath: "keys/${option.of}/pw"}\n    - {name: of, value: shop}\n';
    const { id } = await test.run(job(options), { logLevel: 'DEBUG' });
    const { values, secureValues } = await test.step();
    assert.deepEqual(secureValues, { pw: 's3' });
    assert.deepEqual(values.globals, { env: 'prod' });
    const { execid, executionUuid, url, serverUrl, serverUUID, loglevel } = values.job;
    const coordinator = coordinatorOf(await test.definitions.snapshot());
    assert.deepEqual(
      [execid, executionUuid, url, serverUrl, serverUUID, loglevel],
      [
        String(id),
        'a-uuid',
        `http://coordinator/execution/${id}`,
        'http://coordinator',
        coordinator.id,
        'DEBUG',
      ],
    );
  });

  it('sends log filters with the grant, and captured values to later steps', async () => {
    const filter = (type: string) => `{type: ${type}, config: {regex: x}}`;
    const yaml = `- name: Deploy
  sequence:
    pluginConfig: {LogFilter: [${filter('mask-passwords')}]}
    commands:
      - {exec: first, plugins: {LogFilter: [${filter('key-value-data')}]}}
      - exec: second \${data.k}
`;
    await test.run(yaml);
    const { filters } = await test.step(0, { k: 'captured' });
    assert.deepEqual(
      filters.map(({ type }) => type),
      ['mask-passwords', 'key-value-data'],
    );
    assert.deepEqual((await test.step()).values.groups?.['data'], { k: 'captured' });
  });

  it('is stopped at its output limit with the status that the job specifies', async () => {
    const { id } = await test.run(
      job("  loglimit: '100'\n  loglimitAction: halt\n  loglimitStatus: failed\n"),
    );
    const limit = { kind: 'lines', amount: 100, action: 'halt', status: 'failed' } as const;
    assert.deepEqual(test.index.logLimit(id), limit);
    await test.outputLimitReached(id, limit);
    const { status, reason } = await test.until(id, ended);
    assert.equal(status, 'failed');
    assert.match(reason?.message ?? '', /100 lines/);
    assert.equal(test.index.logLimit(id), undefined);
  });

  it('can be an ad-hoc command without a job, which survives a crash, can be stopped, and is listed', async () => {
    const definition = { name: 'adhoc', sequence: { commands: [{ exec: 'uname' }] } };
    const adhoc = { project: SHOP, user: 'ann', job: Job.parse(definition) };
    const { id, jobId, executionType } = await test.executions.runAdhoc(adhoc);
    assert.deepEqual([jobId, executionType], [undefined, 'adhoc']);
    await test.crash();
    const second = await test.executions.runAdhoc(adhoc);
    assert.equal((await test.executions.abort(second.id, 'bob')).status, 'aborted');
    assert.equal((await test.step()).executionId, id);
    assert.equal((await test.until(id, ended)).status, 'succeeded');
    assert.equal((await test.executions.list({ projects: [SHOP], offset: 0, max: 9 })).total, 2);
    await assert.rejects(test.executions.runAdhoc({ ...adhoc, project: ProjectName.parse('none') }), {
      code: 'not-found',
    });
  });
});

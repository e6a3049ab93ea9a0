import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ProjectName } from '../../protocol/ids.ts';
import { filesContaining } from '../../support/testing/files-containing.ts';
import { importJob } from './harness/jobs.ts';
import { ALL, WorkflowWorld } from './harness/workflow-world.ts';

const ref = (name: string, more: object = {}) => ({ jobref: { name, group: '', ...more } });
const CAPTURE = { plugins: { LogFilter: [{ type: 'key-value-data' }] } };

describe('job references', () => {
  let at: WorkflowWorld;
  before(async () => {
    at = await WorkflowWorld.open();
  });
  after(() => at?.[Symbol.asyncDispose]());

  const run = (steps: object[], more: object = {}) =>
    at.run({ name: 'outer', steps: [], more: { sequence: { commands: steps }, ...more } });
  const withoutHost = (told: readonly string[]) => told.map((line) => line.replace(/ [^ ]+: /, ': '));

  it('run jobs within jobs, with the options of the reference', async () => {
    const options = [{ name: 'who', value: 'nobody' }];
    await at.import(
      { name: 'inmost', steps: [{ exec: 'echo ${option.who} of ${job.name}' }], more: { options } },
      {
        name: 'inner',
        steps: [ref('inmost', { args: '-who "${option.who} and all"' }), ref('inmost')],
        more: { options },
      },
    );
    const { status, told } = await run(
      [
        ref('inner', { args: "-who it''s" }),
        ref('inner', { importOptions: true }),
        { exec: 'echo ${job.name}' },
      ],
      { options: [{ name: 'who', value: "a 'b' $(c)" }] },
    );
    assert.equal(status, 'succeeded');
    assert.deepEqual(withoutHost(told), [
      "1/1/1: it''s and all of inmost",
      '1/2/1: nobody of inmost',
      "2/1/1: a 'b' $(c) and all of inmost",
      '2/2/1: nobody of inmost',
      '3: outer',
    ]);
  });

  it('run once for each node of the calling job if they are node steps, and otherwise on the nodes that they select', async () => {
    await at.import({
      name: 'on all',
      steps: [{ exec: 'echo $RD_NODE_NAME for $RD_OPTION_CALLER' }],
      more: { nodefilters: ALL, options: [{ name: 'caller' }] },
    });
    const only = { nodefilters: { filter: 'tags: db' } };
    const each = { nodeStep: 'true', args: '-caller ${node.name}' };
    const web = { nodefilters: { filter: 'tags: web' } };
    const lines = async (reference: object) => (await run([ref('on all', reference)], web)).lines;
    assert.deepEqual(await lines({ ...each, ...only }), ['n3 for n1', 'n3 for n2']);
    assert.deepEqual(await lines({ args: '-caller it', childNodes: true }), [
      'n1 for it',
      'n2 for it',
      'n3 for it',
    ]);
    const intersect = { nodefilters: { ...ALL, dispatch: { nodeIntersect: true, rankOrder: 'descending' } } };
    assert.deepEqual(await lines({ args: '-caller it', ...intersect }), ['n2 for it', 'n1 for it']);
  });

  it('fail if the job fails, unless an error handler succeeds', async () => {
    await at.import({ name: 'breaks', steps: [{ exec: 'exit 9' }] });
    const failed = await run([ref('breaks'), { exec: 'echo never' }]);
    assert.deepEqual([failed.status, failed.reason?.code], ['failed', 'JobFailed']);
    const step = {
      ...ref('breaks'),
      errorhandler: { exec: 'echo ${result.reason}', keepgoingOnSuccess: true },
    };
    const mended = await run([step, { exec: 'echo then' }]);
    assert.deepEqual([mended.status, ...mended.lines], ['succeeded', 'JobFailed', 'then']);
    const handled = await run([{ exec: 'exit 1', errorhandler: ref('breaks', { nodeStep: 'true' }) }]);
    assert.equal(handled.status, 'failed');
  });

  it('fail with the reason if a job is missing, disabled, or lacks options', async () => {
    const missing = await run([ref('nowhere')]);
    assert.equal(missing.reason?.code, 'NotFound');
    assert.match(missing.reason?.message ?? '', /nowhere/);
    await at.import(
      { name: 'disabled', steps: [{ exec: 'echo never' }], more: { executionEnabled: false } },
      { name: 'asks', steps: [{ exec: 'echo never' }], more: { options: [{ name: 'x', required: true }] } },
    );
    assert.equal((await run([ref('disabled', { failOnDisable: true })])).status, 'failed');
    const passed = await run([ref('disabled'), { exec: 'echo then' }]);
    assert.deepEqual([passed.status, ...passed.lines], ['succeeded', 'then']);
    const asked = await run([ref('asks')]);
    assert.equal(asked.reason?.code, 'InvalidOptions');
    assert.match(asked.reason?.message ?? '', /"x"/);
  });

  it('list the execution also as one of the referenced job, if the list asks for it', async () => {
    const leafText = { name: 'leaf', steps: [{ exec: 'true' }] };
    const leaf = await importJob(at.client, leafText);
    await at.import({ name: 'branch', steps: [ref('leaf')] });
    const direct = (await at.run(leafText)).execution.id;
    const above = (await run([ref('branch'), ref('leaf')])).execution.id;
    const ids = async (includeJobRef: 'true' | 'false') => {
      const [ofJob, ofProject] = [
        await at.client.listJobExecutions({ params: { job: leaf }, query: { includeJobRef } }),
        await at.client.listProjectExecutions({
          params: { project: ProjectName.parse('demo') },
          query: { includeJobRef, jobIdListFilter: [leaf] },
        }),
      ];
      assert.deepEqual(
        ofProject.executions.map(({ id }) => id),
        ofJob.executions.map(({ id }) => id),
      );
      return ofJob.executions.map(({ id }) => id);
    };
    assert.deepEqual(await ids('true'), [above, direct]);
    assert.deepEqual(await ids('false'), [direct]);
  });

  it('fail with the path of a cycle', async () => {
    await at.import({ name: 'ping', steps: [ref('pong')] }, { name: 'pong', steps: [ref('outer')] });
    const { status, reason } = await run([ref('ping')]);
    assert.equal(status, 'failed');
    assert.match(reason?.message ?? '', /outer.*ping.*pong.*outer/s);
  });

  it('do not share captured data with the referring job', async () => {
    await at.import({ name: 'captures', steps: [{ exec: 'echo RUNDECK:DATA:k = inner', ...CAPTURE }] });
    const { lines } = await run([
      { exec: 'echo RUNDECK:DATA:k = own', ...CAPTURE },
      ref('captures'),
      { exec: 'echo ${data.k}' },
    ]);
    assert.equal(lines.at(-1), 'own');
  });

  it('pass on secure options without storing them unencrypted', async () => {
    const secret = 'Sésame, ouvre-toi 73';
    const option = { name: 'pw', secure: true, valueExposed: true };
    const digest = `printf %s "$RD_OPTION_PW" | sha256sum | cut -c 1-64; echo "it is $RD_OPTION_PW"`;
    await at.import(
      { name: 'deepest', steps: [digest], more: { options: [option] } },
      { name: 'deep', steps: [ref('deepest', { args: '-pw ${option.pw}' })], more: { options: [option] } },
    );
    const job = {
      name: 'secure',
      steps: [ref('deep', { importOptions: true })],
      more: { options: [option] },
    };
    const { status, lines } = await at.run(job, { pw: secret });
    assert.equal(status, 'succeeded', lines.join('\n'));
    assert.equal(lines[0], createHash('sha256').update(secret).digest('hex'));
    assert.ok(!lines.join().includes(secret), 'the secret is masked');
    assert.deepEqual(await filesContaining(at.world.folder, secret), []);
  });
});

import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { type ExecutionId, ProjectName } from '../../../../protocol/ids.ts';
import type { ArchiveReport } from '../../../../protocol/routes/shapes/archive-shapes.ts';
import type { Execution } from '../../../../protocol/routes/shapes/execution-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../../../hosting/testing/test-coordinator.ts';

const SHOP = ProjectName.parse('shop');
const JOB = `<joblist><job><name>deploy</name><group>web</group><uuid>old-uuid</uuid>
<sequence><command><exec>uptime</exec></command></sequence></job></joblist>`;

const executionXml = (id: number, content: string) => `<executions>
  <execution id='${id}'>
    <dateStarted>2014-03-06T18:45:25Z</dateStarted>
    ${content}
    <outputfilepath>output-${id}.rdlog</outputfilepath>
    <user>admin</user>
    <workflow keepgoing='false' strategy='node-first'><command><exec>echo hi</exec></command></workflow>
  </execution>
</executions>`;
const ENDED = '<dateCompleted>2014-03-06T18:45:27Z</dateCompleted>';
const LOG = `^text/x-rundeck-log-v2.0^
^2014-03-06T18:45:26Z|stepbegin||{node=dignan|step=1|stepctx=1|user=admin}|^
^2014-03-06T18:45:26Z|||{node=dignan|step=1|stepctx=1|user=greg}|hi \\^ there^
^2014-03-06T18:45:27Z||ERROR|{node=dignan|step=1|stepctx=1|user=greg}|two
lines^
^END^
`;
const STATE = JSON.stringify({
  executionId: 1295,
  nodes: { dignan: [{ stepctx: '1', executionState: 'SUCCEEDED' }] },
  serverNode: 'dignan',
  executionState: 'SUCCEEDED',
  completed: true,
  targetNodes: ['dignan'],
  allNodes: ['dignan'],
  stepCount: 1,
  updateTime: '2014-03-06T18:45:27Z',
  startTime: '2014-03-06T18:45:26Z',
  endTime: '2014-03-06T18:45:27Z',
  steps: [{ id: '1', stepctx: '1', nodeStep: true, executionState: 'SUCCEEDED' }],
});

describe('imports of executions', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await coordinator.client.createProject({ body: { name: SHOP } });
  });
  afterEach(() => coordinator.stop());

  const imported = async (files: Readonly<Record<string, string>>, query = '') => {
    const zip = new ZipFile();
    for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), `rundeck-x/${path}`);
    zip.end();
    const answer = await coordinator.call('PUT', `/api/41/project/shop/import${query}`, {
      body: new Uint8Array(await buffer(zip.outputStream)),
      headers: { 'content-type': 'application/zip' },
    });
    assert.equal(answer.status, 200);
    return (await answer.json()) as ArchiveReport;
  };
  const executions = async (): Promise<Execution[]> => {
    const list = await coordinator.client.listProjectExecutions({ params: { project: SHOP }, query: {} });
    return list.executions;
  };
  const output = (execution: ExecutionId) =>
    coordinator.client.getExecutionOutput({ params: { execution }, query: {} });

  it('store executions in the format of Rundeck with job, output and workflow state', async () => {
    const files = {
      'jobs/job-old-uuid.xml': JOB,
      'executions/execution-1295.xml': executionXml(
        1295,
        `${ENDED}<status>true</status><jobId>old-uuid</jobId><argString>-env prod</argString>
         <succeededNodeList>dignan</succeededNodeList>`,
      ),
      'executions/output-1295.rdlog': LOG,
      'executions/state-1295.state.json': STATE,
    };
    const report = await imported(files, '?jobUuidOption=remove');
    assert.deepEqual(report, { import_status: 'successful', successful: true });
    const [found, ...more] = await executions();
    assert.ok(found !== undefined && more.length === 0);
    const [job] = await coordinator.client.listJobs({ params: { project: SHOP }, query: {} });
    assert.notEqual(job?.id, 'old-uuid');
    assert.deepEqual(
      [found.job?.id, found.job?.name, found.job?.options],
      [job?.id, 'deploy', { env: 'prod' }],
    );
    assert.deepEqual([found.status, found.user, found.successfulNodes], ['succeeded', 'admin', ['dignan']]);
    assert.equal(found['date-started'].date, '2014-03-06T18:45:25Z');
    assert.equal(found['date-ended']?.date, '2014-03-06T18:45:27Z');
    const { entries, completed } = await output(found.id);
    assert.equal(completed, true);
    assert.deepEqual(
      entries.map(({ log, level, node, stepctx }) => [log, level, node, stepctx]),
      [
        ['hi ^ there', 'NORMAL', 'dignan', '1'],
        ['two', 'ERROR', 'dignan', '1'],
        ['lines', 'ERROR', 'dignan', '1'],
      ],
    );
    const state = await coordinator.client.getExecutionState({ params: { execution: found.id } });
    assert.deepEqual(
      [state.executionId, state.executionState, state.steps.length],
      [found.id, 'SUCCEEDED', 1],
    );
  });

  it('keep imported executions across a restart', async () => {
    await imported({
      'executions/execution-7.xml': executionXml(7, `${ENDED}<status>failed</status>`),
      'executions/output-7.rdlog': LOG,
    });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    const [found] = await executions();
    assert.ok(found !== undefined);
    assert.deepEqual([found.status, found.description, found.job], ['failed', 'echo hi', undefined]);
    assert.equal((await output(found.id)).entries.length, 3);
  });

  it('end an execution that was running as aborted', async () => {
    await imported({
      'executions/execution-7.xml': executionXml(7, '<status>running</status>'),
      'executions/state-7.state.json': STATE.replaceAll('SUCCEEDED', 'RUNNING'),
    });
    const [found] = await executions();
    assert.deepEqual([found?.status, found?.reason?.code], ['aborted', 'imported-unfinished']);
    assert.ok(found !== undefined);
    const state = await coordinator.client.getExecutionState({ params: { execution: found.id } });
    assert.deepEqual([state.executionState, state.completed], ['ABORTED', true]);
  });

  it('report each damaged file, and store the rest', async () => {
    const report = await imported({
      'executions/execution-1.xml': 'no XML',
      'executions/execution-2.xml': executionXml(2, `${ENDED}<status>true</status>`),
      'executions/output-2.rdlog': 'no log',
      'executions/state-2.state.json': '{}',
      'executions/execution-3.xml': executionXml(3, `${ENDED}<status>true</status>`),
      'executions/output-3.rdlog': LOG.replace('^2014-03-06T18:45:26Z|||', '^no time|||'),
      'reports/report-1.xml': '<other/>',
    });
    const names = (report.execution_errors ?? []).map((error) => error.replace(/:.*/s, ''));
    assert.deepEqual(names.toSorted(), [
      'rundeck-x/executions/execution-1.xml',
      'rundeck-x/executions/output-2.rdlog',
      'rundeck-x/executions/output-3.rdlog',
      'rundeck-x/executions/state-2.state.json',
      'rundeck-x/reports/report-1.xml',
    ]);
    const [third, second, ...more] = await executions();
    assert.ok(third !== undefined && second !== undefined && more.length === 0);
    assert.deepEqual(
      (await output(third.id)).entries.map(({ log }) => log),
      ['two', 'lines'],
    );
    assert.deepEqual((await output(second.id)).entries, []);
  });

  it('leave executions out with importExecutions=false', async () => {
    const file = executionXml(2, `${ENDED}<status>true</status>`);
    await imported({ 'executions/execution-2.xml': file }, '?importExecutions=false');
    assert.deepEqual(await executions(), []);
  });
});

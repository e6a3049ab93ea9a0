import assert from 'node:assert/strict';
import { ExecutionId } from '../../protocol/ids.ts';
import { endOf, linesOf } from './harness/jobs.ts';
import { until } from './harness/until.ts';
import { ALL, WorkflowWorld } from './harness/workflow-world.ts';

describe('ends of workflows', () => {
  let at: WorkflowWorld;
  before(async () => {
    at = await WorkflowWorld.open();
  });
  after(() => at?.[Symbol.asyncDispose]());

  it('start another execution after a failure, if the job has a retry', async () => {
    const mark = at.world.path('second-time');
    const options = [
      { name: 'times', value: '2' },
      { name: 'pw', secure: true, valueExposed: true },
    ];
    const first = await at.run(
      {
        name: 'again',
        steps: [
          `echo "attempt $RD_JOB_RETRYATTEMPT of $RD_JOB_WASRETRY, \${#RD_OPTION_PW}"; test -e ${mark} || { touch ${mark}; exit 1; }`,
        ],
        more: { options, retry: { retry: '${option.times}', delay: '1s' } },
      },
      { pw: 'secret' },
    );
    assert.equal(first.status, 'failed-with-retry');
    assert.deepEqual(first.lines, ['attempt 0 of false, 6']);
    const next = await until('the next attempt', async () => {
      const { retriedExecution } = await at.client.getExecution({
        params: { execution: first.execution.id },
      });
      return retriedExecution?.id;
    });
    const ended = await endOf(at.client, ExecutionId.parse(next));
    assert.equal(ended.status, 'succeeded');
    assert.equal(ended.retryAttempt, 1);
    assert.equal(ended.retriedExecution, undefined);
    assert.deepEqual(await linesOf(at.client, ended.id), ['attempt 1 of true, 6']);
    const started = (execution: typeof ended) => execution['date-started'].unixtime;
    assert.ok(started(ended) - (first.execution['date-ended']?.unixtime ?? 0) >= 900);
  });

  it('cancel the running steps at the timeout', async () => {
    const { status, reason, lines } = await at.run({
      name: 'slow',
      steps: ['echo begun; sleep 600', 'echo never'],
      more: { timeout: '${option.t}', options: [{ name: 't', value: '1s' }], nodefilters: ALL },
    });
    assert.equal(status, 'timedout', JSON.stringify(reason));
    assert.deepEqual(lines, ['begun']);
  });

  it('occur at the output limit, unless the job only drops further output', async () => {
    const many = 'i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo $i; done';
    const limited = (more: Readonly<Record<string, unknown>>) =>
      at.run({ name: 'much', steps: [`${many}; echo end`], more });
    const halted = await limited({ loglimit: '10', loglimitAction: 'halt', loglimitStatus: 'too much' });
    assert.deepEqual([halted.status, halted.execution.customStatus], ['other', 'too much']);
    assert.deepEqual(halted.lines.slice(0, 10).at(-1), '10');
    const truncated = await limited({ loglimit: '10', loglimitAction: 'truncate' });
    assert.deepEqual([truncated.status, truncated.lines.length], ['succeeded', 10]);
  });

  it('follow a flow control step with a custom status from a conditional', async () => {
    const job = {
      name: 'halting',
      steps: [
        { exec: 'echo begun' },
        {
          type: 'conditional',
          nodeStep: false,
          conditionGroups: [[{ key: 'option.stop', operator: '==', value: 'yes' }]],
          subSteps: [
            {
              type: 'flow-control',
              nodeStep: false,
              configuration: { halt: 'true', fail: 'true', status: 'stopped by ${option.stop}' },
            },
          ],
        },
        { exec: 'echo further' },
      ],
      more: { options: [{ name: 'stop', value: 'no' }] },
    };
    const halted = await at.run(job, { stop: 'yes' });
    assert.deepEqual([halted.status, halted.execution.customStatus], ['other', 'stopped by yes']);
    assert.deepEqual(halted.lines, ['begun']);
    const whole = await at.run(job, {});
    assert.deepEqual([whole.status, whole.lines], ['succeeded', ['begun', 'further']]);
  });

  it('are reported in the state of the execution for every step on every node', async () => {
    await at.import({ name: 'inner', steps: [{ exec: 'echo inner' }] });
    const { execution } = await at.run({
      name: 'shown',
      steps: [
        { exec: 'test $RD_NODE_NAME != n2', errorhandler: { exec: 'true', keepgoingOnSuccess: true } },
        { jobref: { name: 'inner', group: '' } },
        { exec: 'test $RD_NODE_NAME != n3' },
        { exec: 'echo never on n3' },
      ],
      more: { nodefilters: ALL },
    });
    const state = await at.client.getExecutionState({ params: { execution: execution.id } });
    assert.equal(state.executionState, 'FAILED');
    assert.equal(state.completed, true);
    assert.equal(state.stepCount, 4);
    assert.deepEqual(state.targetNodes, ['n1', 'n2', 'n3']);
    const [first, second, third, fourth] = state.steps;
    assert.equal(first?.executionState, 'SUCCEEDED');
    assert.equal(second?.hasSubworkflow, true);
    assert.deepEqual(
      second?.workflow?.steps.map(({ stepctx, executionState }) => [stepctx, executionState]),
      [['2/1', 'SUCCEEDED']],
    );
    const nodesOf = (step: typeof first | undefined) =>
      Object.entries(step?.nodeStates ?? {})
        .map(([name, { executionState }]) => `${name} ${executionState}`)
        .toSorted();
    assert.deepEqual(nodesOf(third), ['n1 SUCCEEDED', 'n2 SUCCEEDED', 'n3 FAILED']);
    assert.deepEqual(nodesOf(fourth), ['n1 SUCCEEDED', 'n2 SUCCEEDED', 'n3 NOT_STARTED']);
    assert.deepEqual(
      state.nodes['n3']?.map(({ stepctx, executionState }) => `${stepctx} ${executionState}`),
      ['1 SUCCEEDED', '3 FAILED', '4 NOT_STARTED'],
    );
  });
});

import assert from 'node:assert/strict';
import { ALL, WorkflowWorld } from './harness/workflow-world.ts';

const WHERE = { exec: 'echo "$RD_NODE_NAME"' };
const CAPTURE = { plugins: { LogFilter: [{ type: 'key-value-data' }] } };

/** Returns the step and the node of each entry. */
const places = (told: readonly string[]) => told.map((line) => line.slice(0, line.indexOf(':')));

describe('workflows on nodes', () => {
  let at: WorkflowWorld;
  before(async () => {
    at = await WorkflowWorld.open();
  });
  after(() => at?.[Symbol.asyncDispose]());

  const run = (steps: object[], nodefilters: object, more: object = {}, sequence: object = {}) =>
    at.run({
      name: 'workflow',
      steps: [],
      more: { nodefilters, ...more, sequence: { commands: steps, ...sequence } },
    });

  describe('in order', () => {
    it('run node by node, or step by step', async () => {
      const nodeFirst = await run([WHERE, WHERE], ALL);
      assert.deepEqual(places(nodeFirst.told), ['1 n1', '2 n1', '1 n2', '2 n2', '1 n3', '2 n3']);
      const sequential = await run([WHERE, WHERE], ALL, {}, { strategy: 'sequential' });
      assert.deepEqual(places(sequential.told), ['1 n1', '1 n2', '1 n3', '2 n1', '2 n2', '2 n3']);
      assert.deepEqual(sequential.execution.successfulNodes, ['n1', 'n2', 'n3']);
      const dispatch = { rankAttribute: 'rank', rankOrder: 'ascending' };
      assert.deepEqual((await run([WHERE], { ...ALL, dispatch })).lines, ['n3', 'n1', 'n2']);
      const descending = { ...dispatch, rankOrder: 'descending' };
      assert.equal((await run([WHERE], { ...ALL, dispatch: descending })).lines.at(-1), 'n3');
    });

    it('run a workflow step once, between the steps on nodes', async () => {
      await at.import({ name: 'once', steps: [{ exec: 'echo once' }] });
      const { told, status } = await run([WHERE, { jobref: { name: 'once', group: '' } }, WHERE], ALL);
      assert.equal(status, 'succeeded');
      assert.deepEqual(
        places(told).map((place) => place.replace(/^2\/1 .*/, '2/1')),
        ['1 n1', '1 n2', '1 n3', '2/1', '3 n1', '3 n2', '3 n3'],
      );
    });

    it('run on as many nodes at once as the thread count specifies', async () => {
      const folder = at.world.path('at-once');
      const meet = `mkdir -p ${folder} && touch ${folder}/$RD_NODE_NAME; while [ $(ls ${folder} | wc -l) -lt 3 ]; do sleep 0.05; done`;
      const together = await run([{ exec: meet }], { ...ALL, dispatch: { threadcount: '3' } });
      assert.equal(together.status, 'succeeded');
      const count = `touch ${folder}/$RD_NODE_NAME; ls ${folder} | wc -l; sleep 0.1; rm ${folder}/$RD_NODE_NAME`;
      const dispatch = { threadcount: '${option.threads}' };
      const two = await run(
        [{ exec: `rm -f ${folder}/*` }, { exec: count }],
        { ...ALL, dispatch },
        {
          options: [{ name: 'threads', value: '2' }],
        },
        { strategy: 'sequential' },
      );
      assert.equal(two.status, 'succeeded');
      assert.ok(
        two.lines.every((line) => Number(line) <= 2),
        two.lines.join(),
      );
    });

    it('start all steps at once with the strategy parallel', async () => {
      const mark = at.world.path('mark');
      const waits = { exec: `while [ ! -e ${mark} ]; do sleep 0.05; done; echo waited` };
      const { status, told } = await run(
        [waits, { exec: `touch ${mark}` }],
        { filter: 'n1' },
        {},
        {
          strategy: 'parallel',
        },
      );
      assert.deepEqual([status, ...told], ['succeeded', '1 n1: waited']);
    });

    it('execute steps in the order of the ruleset strategy', async () => {
      const rules = [
        '[3] run-at-start',
        '[1] run-after:3',
        '[2] run-after:1 if:option.more==yes',
        '[4] run-after:2',
      ];
      const steps = ['one', 'two', 'three', 'four'].map((word) => ({ exec: `echo ${word}` }));
      const ruled = (more: string) =>
        run(
          steps,
          { filter: 'n1' },
          { options: [{ name: 'more', value: more }] },
          {
            strategy: 'ruleset',
            pluginConfig: { WorkflowStrategy: { ruleset: { rules: rules.join('\n') } } },
          },
        );
      assert.deepEqual((await ruled('yes')).lines, ['three', 'one', 'two', 'four']);
      const less = await ruled('no');
      assert.deepEqual([less.status, ...less.lines.slice(0, 2)], ['succeeded', 'three', 'one']);
      assert.ok(!less.lines.includes('two'));
    });

    it('use the nodes that an orchestrator selects', async () => {
      const lines = async (type: string, configuration: object, threadcount = '3') =>
        (
          await run(
            [WHERE],
            { ...ALL, dispatch: { threadcount, rankAttribute: 'rank' } },
            {
              orchestrator: { type, configuration },
            },
          )
        ).lines;
      assert.equal((await lines('subset', { count: '2' })).length, 2);
      assert.equal((await lines('rankTiered', {}))[0], 'n3');
      assert.equal((await lines('maxPercentage', { percent: '34' })).length, 3);
    });

    it('succeed without a node if the job allows it', async () => {
      const none = (dispatch: object) => run([WHERE], { filter: 'tags: nowhere', dispatch });
      const failed = await none({});
      assert.deepEqual([failed.status, failed.reason?.code], ['failed', 'NoMatchedNodes']);
      assert.equal((await none({ successOnEmptyNodeFilter: true })).status, 'succeeded');
    });
  });

  describe('after a failure', () => {
    const failsOnN2 = { exec: 'echo 1 $RD_NODE_NAME; test $RD_NODE_NAME != n2' };
    const second = { exec: 'echo 2 $RD_NODE_NAME' };

    it('continue with further nodes, further steps, both or neither', async () => {
      const lines = async (nodes: boolean, steps: boolean) => {
        const nodefilters = { ...ALL, dispatch: { keepgoing: nodes } };
        const { status, lines } = await run([failsOnN2, second], nodefilters, {}, { keepgoing: steps });
        assert.equal(status, 'failed');
        return lines.join();
      };
      assert.equal(await lines(false, false), '1 n1,2 n1,1 n2');
      assert.equal(await lines(true, false), '1 n1,2 n1,1 n2,1 n3,2 n3');
      assert.equal(await lines(false, true), '1 n1,2 n1,1 n2,2 n2');
      assert.equal(await lines(true, true), '1 n1,2 n1,1 n2,2 n2,1 n3,2 n3');
    });

    it('report the failed and the successful nodes', async () => {
      const { execution, reason } = await run([failsOnN2], { ...ALL, dispatch: { keepgoing: true } });
      assert.deepEqual(execution.failedNodes, ['n2']);
      assert.deepEqual(execution.successfulNodes, ['n1', 'n3']);
      assert.match(reason?.message ?? '', /n2/);
    });

    it('run the error handler, which receives the failure and determines the result', async () => {
      const handler = (more: object) => ({
        exec: 'exit 7',
        errorhandler: { exec: 'echo ${result.resultCode} ${result.reason} on ${node.name}', ...more },
      });
      const on = await run([handler({ keepgoingOnSuccess: true }), second], { filter: 'n1' });
      assert.deepEqual(on.told, ['1e n1: 7 NonZeroResultCode on n1', '2 n1: 2 n1']);
      assert.equal(on.status, 'succeeded');
      const stops = await run([handler({}), second], { filter: 'n1' });
      assert.deepEqual(stops.told, ['1e n1: 7 NonZeroResultCode on n1']);
      const script = { script: 'echo "@result.message@"; exit 2' };
      const fails = await run([{ exec: 'exit 7', errorhandler: script }, second], { filter: 'n1' });
      assert.equal(fails.status, 'failed');
      assert.match(fails.lines.join(), /7/);
      assert.match(fails.reason?.message ?? '', /^Step 1 .* on n1 failed with exit code 7/);
    });
  });

  describe('with values', () => {
    it('pass on captured data, by node and by step', async () => {
      const { status, lines } = await run(
        [
          { exec: 'echo "RUNDECK:DATA:k = one of $RD_NODE_NAME"', ...CAPTURE },
          { exec: 'echo RUNDECK:DATA:k = two', ...CAPTURE },
          { exec: 'echo [${1:data.k}] [${data.k}] [${1:data.k@n3}] [${1:data.k*;}]' },
          { script: 'echo "[@1:data.k@] [@data.k@] [@1:data.k/n3@] [@1:data.k*@] [$RD_DATA_K]"' },
        ],
        ALL,
        {},
        { strategy: 'sequential' },
      );
      assert.equal(status, 'succeeded');
      const [one, two, three] = ['one of n1', 'one of n2', 'one of n3'];
      assert.deepEqual(
        lines.filter((line) => line.startsWith('[')),
        [
          ...[one, two, three].map((own) => `[${own}] [two] [${three}] [${one};${two};${three}]`),
          ...[one, two, three].map((own) => `[${own}] [two] [${three}] [${one},${two},${three}] [two]`),
        ],
      );
    });

    it('run conditional steps, based on options, nodes and captured data', async () => {
      const only = (key: string, operator: string, value: string, word: string) => ({
        type: 'conditional',
        nodeStep: true,
        conditionGroups: [[{ key, operator, value }]],
        subSteps: [{ exec: `echo ${word} $RD_NODE_NAME` }],
      });
      const { status, told } = await run(
        [
          { exec: 'test $RD_NODE_NAME != n2 || echo RUNDECK:DATA:size = 12', ...CAPTURE },
          only('${node.name}', '==', 'n3', 'third'),
          only('${data.size}', '>', '9', 'large'),
          only('${option.stage}', 'matches', 'p.*', 'never'),
        ],
        ALL,
        { options: [{ name: 'stage', value: 'test' }] },
      );
      assert.equal(status, 'succeeded');
      const told2 = told.filter((line) => !line.includes('RUNDECK')).map((line) => line.split(': ')[1]);
      assert.deepEqual(told2, ['large n2', 'third n3']);
    });

    it('run conditionals that are nested 10 deep, with an error handler and a log filter in the innermost', async () => {
      const holds = [[{ key: 'option.stage', operator: '==', value: 'test' }]];
      const errorhandler = { exec: 'echo handled', keepgoingOnSuccess: true };
      const innermost = { exec: 'echo RUNDECK:DATA:deep = 1; false', ...CAPTURE, errorhandler };
      const nested = Array.from({ length: 10 }).reduce<object>(
        (within) => ({ type: 'conditional', nodeStep: true, conditionGroups: holds, subSteps: [within] }),
        innermost,
      );
      const options = [{ name: 'stage', value: 'test' }];
      const { status, lines } = await run(
        [nested, { exec: 'echo [${data.deep}]' }],
        { filter: 'n1' },
        { options },
      );
      assert.equal(status, 'succeeded');
      assert.deepEqual(
        lines.filter((line) => !line.includes('RUNDECK')),
        ['handled', '[1]'],
      );
    });
  });
});

import assert from 'node:assert/strict';
import { executionOf, ProjectName } from '../../../protocol/ids.ts';
import type { ImportedExecution, ImportedLine } from '../executions.ts';
import { TestExecutions } from '../testing/test-executions.ts';

const PLACE = { stepctx: '1', node: 'web1' };
const ENDED: ImportedExecution = {
  project: ProjectName.parse('shop'),
  user: 'ann',
  options: {},
  argString: '',
  startedAt: 1000,
  history: {
    name: 'Deploy',
    group: '',
    status: 'succeeded',
    endedAt: 2000,
    successfulNodes: ['web1'],
    failedNodes: [],
    workflow: {
      executionState: 'SUCCEEDED',
      completed: true,
      serverNode: 'elsewhere',
      startTime: '1970-01-01T00:00:01Z',
      updateTime: '1970-01-01T00:00:02Z',
      endTime: '1970-01-01T00:00:02Z',
      stepCount: 0,
      allNodes: [],
      targetNodes: [],
      nodes: {},
      steps: [],
    },
  },
  places: [PLACE],
};
const LINE: ImportedLine = { place: PLACE, stream: 'stdout', time: 1500, text: 'one' };

describe('An imported execution', () => {
  let test: TestExecutions;
  beforeEach(async () => {
    test = await TestExecutions.start();
  });
  afterEach(async () => {
    await test.close();
    assert.deepEqual(test.errors, []);
  });

  /** The output of an execution: one line. */
  async function* oneLine(): AsyncGenerator<ImportedLine> {
    yield LINE;
  }
  const idsWithOutput = () => new Set([...test.importedOutputs].map(executionOf));

  it('keeps its output across a crash', async () => {
    const id = await test.executions.import(ENDED, oneLine());
    await test.crash();
    assert.deepEqual(idsWithOutput(), new Set([id]));
  });

  it('is reported as a change, so that open lists show it', async () => {
    const changes: unknown[] = [];
    test.executions.onChange(({ id, imported, status }) => changes.push({ id, imported, status }));
    const id = await test.executions.import(ENDED, oneLine());
    assert.deepEqual(changes, [{ id, imported: true, status: 'succeeded' }]);
  });

  it('leaves no output if a crash interrupts the import, and its id is not issued again', async () => {
    const importing = test.executions.import(
      ENDED,
      (async function* () {
        yield LINE;
        // A line of another time completes the frame of the first line, which is then written.
        yield { ...LINE, time: 1600 };
        const [interrupted] = idsWithOutput();
        assert.ok(interrupted !== undefined);
        await test.crash();
        assert.deepEqual(idsWithOutput(), new Set());
        const { id } = await test.run('- name: Next\n  sequence:\n    commands:\n      - exec: next\n');
        assert.ok(id > interrupted, `${id} was issued after ${interrupted}`);
        throw new Error('the process has ended');
      })(),
    );
    await assert.rejects(importing, /the process has ended/);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { ExecutionId, type OperationId, operationId } from '../../../protocol/ids.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import { Interleave } from './interleave.ts';

const EXECUTION = ExecutionId.parse(7);

function line(number: number, event: object): EngineLine {
  const shown = ExecutionEvent.parse({ time: 0, ...event });
  assert.ok(shown.type !== 'reset' && shown.type !== 'ready' && shown.type !== 'output');
  return { executionId: EXECUTION, number, message: '', event: shown };
}

const started = (number: number, operation: OperationId) =>
  line(number, {
    type: 'step-started',
    operation,
    stepctx: '1',
    node: 'n',
    label: '',
    runner: 'r',
    runnerName: 'r',
    replica: 'p',
  });
const ended = (number: number, operation: OperationId) =>
  line(number, { type: 'step-ended', operation, stepctx: '1', status: 'succeeded' });

/** A history of three operations that overlap arbitrarily. Each operation starts, writes and ends. */
const histories = fc.array(fc.nat(4), { maxLength: 30 }).map((choices) => {
  const left = [1, 2, 3].map((sequence) => ({
    operation: operationId(EXECUTION, sequence),
    writes: 3,
    state: 0,
  }));
  const lines: EngineLine[] = [];
  const output: OperationId[] = [];
  const act = (entry: (typeof left)[number]) => {
    if (entry.state === 0) lines.push(started(lines.length + 1, entry.operation));
    else if (entry.writes > 0) output.push(entry.operation);
    else lines.push(ended(lines.length + 1, entry.operation));
    if (entry.state > 0 && entry.writes > 0) entry.writes -= 1;
    else entry.state += 1;
    if (entry.state === 2) left.splice(left.indexOf(entry), 1);
  };
  for (const choice of choices) {
    const entry = left[choice % Math.max(1, left.length)];
    if (entry !== undefined) act(entry);
  }
  for (let entry = left[0]; entry !== undefined; entry = left[0]) act(entry);
  lines.push(line(lines.length + 1, { type: 'execution-ended', execution: EXECUTION, status: 'succeeded' }));
  return { lines, output };
});

describe('merging engine lines and output', () => {
  it('yields the start of each step before its output, its end after its output, and the end of the execution last', () => {
    fc.assert(
      fc.property(histories, ({ lines, output }) => {
        const order = new Interleave();
        const passed: string[] = [];
        let [lineIndex, outputIndex] = [0, 0];
        for (;;) {
          const [nextLine, nextOutput] = [lines[lineIndex], output[outputIndex]];
          const next = order.next(nextLine, nextOutput);
          if (next === 'line' && nextLine !== undefined) {
            order.passed(nextLine);
            const { event } = nextLine;
            passed.push('operation' in event ? `${event.type} ${event.operation}` : event.type);
            lineIndex += 1;
          } else if (next === 'output') {
            assert.deepEqual(order.placeOf(nextOutput ?? operationId(EXECUTION, 9)), {
              stepctx: '1',
              node: 'n',
            });
            passed.push(`output ${nextOutput}`);
            outputIndex += 1;
          } else break;
        }
        assert.equal(passed.length, lines.length + output.length);
        assert.equal(passed.at(-1), 'execution-ended');
        for (const operation of new Set(output)) {
          assert.ok(passed.indexOf(`step-started ${operation}`) < passed.indexOf(`output ${operation}`));
          assert.ok(passed.lastIndexOf(`output ${operation}`) < passed.indexOf(`step-ended ${operation}`));
        }
      }),
    );
  });

  it('holds back the output of an operation whose start has not been read yet', () => {
    assert.equal(new Interleave().next(undefined, operationId(EXECUTION, 1)), undefined);
  });
});

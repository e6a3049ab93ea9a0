import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { ExecutionId, type OperationId, operationId } from '../../../protocol/ids.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { OperationProgress, StepProgress } from '../../engine/views/step-progress.ts';
import { followedOutput, type RawOutputParts } from './raw-output.ts';

const ID = ExecutionId.parse(1);
const [FIRST, SECOND] = [operationId(ID, 1), operationId(ID, 2)];

const operation = (id: OperationId, attempt: number, end?: OperationProgress['end']): OperationProgress => ({
  operationId: id,
  attempt,
  queuedAt: 0,
  ...(end === undefined ? {} : { end, endedAt: 1 }),
});
const returned = operation(FIRST, 1, { kind: 'not-started', code: 'no-space', problem: 'full' });

describe('Raw output with follow', () => {
  it('continues with the next operation of a step that was given back as not started', async () => {
    let operations = [operation(FIRST, 1)];
    const listeners = new Set<(line: EngineLine) => void>();
    const followed: (OperationId | undefined)[] = [];
    const parts: RawOutputParts = {
      executions: {
        get: async () => ({ id: ID }) as ExecutionSummary,
        steps: async () => [
          { stepctx: '1', label: '', node: 'web', state: 'RUNNING', operations } as StepProgress,
        ],
        onChange: () => () => undefined,
        onLine: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      output: {
        rawSize: async () => 0,
        async *readRaw(_, { operationId: read, followUntil }) {
          followed.push(read);
          if (read === SECOND) {
            yield Buffer.from('hello');
            return;
          }
          operations = [returned, operation(SECOND, 2, { kind: 'exited', exitCode: 0 })];
          const note = {
            executionId: ID,
            number: 3,
            message: '',
            operationId: FIRST,
            event: { type: 'note', message: '', time: 0 },
          } as const;
          for (const listener of listeners) listener(note);
          assert.equal(followUntil?.aborted, true);
        },
      },
    };
    const { bytes } = await followedOutput(parts, ID, {}, new AbortController().signal);
    assert.equal(await text(bytes), 'hello');
    assert.deepEqual(followed, [FIRST, SECOND]);
    assert.equal(listeners.size, 0);
  });
});

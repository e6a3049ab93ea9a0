import assert from 'node:assert/strict';
import { ExecutionId, operationId } from '../ids.ts';
import { boundedResult } from './bounded-result.ts';
import { OperationResult } from './results.ts';

const RESULT: OperationResult = {
  operationId: operationId(ExecutionId.parse(1), 1),
  end: { kind: 'exited', exitCode: 0 },
  offset: 0,
  digest: 0,
  endedAt: 1,
};
const LONG = 'x'.repeat(1024 * 1024);

describe('boundedResult', () => {
  it('returns a result within the limits unchanged', () => {
    const result: OperationResult = {
      ...RESULT,
      end: { kind: 'failed', reason: 'NonZeroResultCode', problem: 'it failed' },
      startedAt: 0,
      data: { a: 'b' },
    };
    assert.deepEqual(boundedResult(result), result);
  });

  const ends: OperationResult['end'][] = [
    { kind: 'failed', reason: LONG, problem: LONG },
    { kind: 'signalled', signal: LONG },
    { kind: 'cancelled', signal: LONG, problem: LONG },
    { kind: 'failed-to-start', problem: LONG },
    { kind: 'not-started', code: 'no-space', problem: LONG },
    { kind: 'keeper-lost', problem: LONG },
    { kind: 'unknown', problem: LONG },
  ];
  for (const end of ends)
    it(`shortens the long strings of an end "${end.kind}" so that the coordinator accepts it`, () => {
      assert.equal(OperationResult.safeParse({ ...RESULT, end }).success, false);
      const bounded = boundedResult({ ...RESULT, end });
      assert.deepEqual(OperationResult.parse(bounded), bounded);
      assert.match(JSON.stringify(bounded.end), /more characters/);
    });

  for (const [what, data] of [
    ['values', { kept: 'x', long: LONG }],
    ['keys', { kept: 'x', [LONG]: 'x' }],
    [
      'entries',
      { kept: 'x', ...Object.fromEntries(Array.from({ length: 5000 }, (_, key) => [`k${key}`, ''])) },
    ],
  ] as const)
    it(`drops captured ${what} beyond the limits`, () => {
      assert.equal(OperationResult.safeParse({ ...RESULT, data }).success, false);
      const bounded = boundedResult({ ...RESULT, data });
      assert.equal(bounded.data?.['kept'], 'x');
      assert.deepEqual(OperationResult.parse(bounded), bounded);
    });

  it('clamps times outside the valid range', () => {
    const bounded = boundedResult({ ...RESULT, startedAt: -1, endedAt: Number.NaN });
    assert.deepEqual(OperationResult.parse(bounded), { ...RESULT, startedAt: 0, endedAt: 0 });
  });
});

import assert from 'node:assert/strict';
import { RUNNER_HEADERS } from '../../protocol/runner/headers.ts';
import { judgeAnswer, type RawAnswer } from './answer.ts';

const OURS: RawAnswer = {
  status: 200,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    [RUNNER_HEADERS.protocol]: '1',
    [RUNNER_HEADERS.coordinator]: 'c1',
    [RUNNER_HEADERS.generation]: '2',
    [RUNNER_HEADERS.sequence]: '70',
  },
  body: '{"messages":[]}',
};

const REFUSAL = JSON.stringify({
  error: true,
  errorCode: 'replica-revoked',
  apiversion: 53,
  message: 'The credentials of this replica were revoked.',
});

function without(name: string): RawAnswer {
  return { ...OURS, headers: { ...OURS.headers, [name]: undefined } };
}

describe('judgeAnswer', () => {
  it('accepts an answer of the enrolled coordinator, and returns its content', () => {
    assert.deepEqual(judgeAnswer(OURS, 'c1'), {
      kind: 'answered',
      json: { messages: [] },
      coordinator: 'c1',
      seen: { generation: 2, sequence: 70 },
    });
  });

  it('accepts the answer of any coordinator before the enrollment', () => {
    assert.equal(judgeAnswer(OURS, undefined).kind, 'answered');
  });

  it('distinguishes another coordinator from the enrolled one', () => {
    assert.deepEqual(judgeAnswer(OURS, 'c2'), { kind: 'another-coordinator', coordinator: 'c1' });
  });

  for (const name of [RUNNER_HEADERS.protocol, RUNNER_HEADERS.coordinator, 'content-type']) {
    it(`rejects an answer without the header ${name}`, () => {
      assert.equal(judgeAnswer(without(name), 'c1').kind, 'not-ours');
    });
  }

  it('rejects a truncated answer', () => {
    assert.equal(judgeAnswer({ ...OURS, body: '{"messages":' }, 'c1').kind, 'not-ours');
  });

  it('judges a refusal by its code and not by its status', () => {
    for (const status of [401, 404, 409, 500]) {
      const judgement = judgeAnswer({ ...OURS, status, body: REFUSAL }, 'c1');
      assert.ok(judgement.kind === 'refused');
      assert.equal(judgement.refusal.code, 'replica-revoked');
      assert.equal(judgeAnswer({ ...OURS, status, body: '{}' }, 'c1').kind, 'not-ours');
    }
  });

  it('accepts a refusal, but no other answer, from a coordinator of another protocol version', () => {
    const newer = { ...OURS, headers: { ...OURS.headers, [RUNNER_HEADERS.protocol]: '2' } };
    assert.equal(judgeAnswer(newer, 'c1').kind, 'not-ours');
    assert.equal(judgeAnswer({ ...newer, status: 426, body: REFUSAL }, 'c1').kind, 'refused');
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { OperationId } from '../../../protocol/ids.ts';
import { CAPTURE_LIMITS } from '../../../protocol/runner/captured-data.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { OperationResult, ResultsRequest } from '../../../protocol/runner/results.ts';
import { parseBoundedJson } from '../../../support/text/bounded-json.ts';
import { WorkMeasures } from '../../health/work-measures.ts';
import { LinkDown } from '../../transport/link-down.ts';
import type { SessionCalls } from '../session/session-calls.ts';
import { ResultSender } from './result-sender.ts';

const ENDED_AT = 1_700_000_000_000;
const operationId = OperationId.parse('1-1');
const RESULT: OperationResult = {
  operationId,
  end: { kind: 'exited', exitCode: 0 },
  offset: 0,
  digest: 0,
  endedAt: ENDED_AT,
};

describe('ResultSender', () => {
  it('includes in each attempt how long a result has waited', async () => {
    let elapsed = 0;
    const measures = new WorkMeasures({ now: () => ENDED_AT + elapsed, monotonic: () => elapsed });
    measures.ended(operationId, ENDED_AT);
    const answered = new EventTarget();
    const sender = new ResultSender({
      onAnswer: () => answered.dispatchEvent(new Event('answer')),
      onNext: () => undefined,
      onFailure: () => undefined,
      room: () => 1,
      measures,
    });
    const waited: (number | undefined)[] = [];
    const calls: Pick<SessionCalls, 'backoff' | 'signal' | 'results'> = {
      backoff: { base: 1, cap: 1 },
      signal: new AbortController().signal,
      results: async ({ results }: ResultsRequest) => {
        waited.push(...results.map((result) => result.waited));
        elapsed += 7000;
        if (waited.length === 1) throw new LinkDown('the link is cut');
        return { results: [{ operationId, verdict: 'accepted' }], next: [] };
      },
    };
    const answer = once(answered, 'answer');
    sender.connect(calls);
    sender.add(RESULT);
    await answer;
    assert.deepEqual(waited, [0, 7000]);
    assert.match(measures.histograms().join(''), /^runner_reporter_batch_size_count 1$/m);
  });

  it('encodes a result exactly as the protocol schema does', async () => {
    const answered = new EventTarget();
    const sender = new ResultSender({
      onAnswer: () => answered.dispatchEvent(new Event('answer')),
      onNext: () => undefined,
      onFailure: () => undefined,
      room: () => 1,
      measures: new WorkMeasures({ now: () => ENDED_AT, monotonic: () => 0 }),
    });
    const sent: string[] = [];
    const answer = once(answered, 'answer');
    sender.connect({
      backoff: { base: 1, cap: 1 },
      signal: new AbortController().signal,
      results: async (request: ResultsRequest) => {
        sent.push(JSON.stringify(request));
        return { results: [{ operationId, verdict: 'accepted' }], next: [] };
      },
    });
    const { end } = RESULT;
    sender.add({ operationId, end, offset: 7, digest: 9, startedAt: 1, endedAt: 2, data: { key: 'value' } });
    await answer;
    assert.deepEqual(sent, [
      '{"results":[{"operationId":"1-1","end":{"kind":"exited","exitCode":0},"offset":7,"digest":9,"startedAt":1,"endedAt":2,"data":{"key":"value"},"waited":0}],"room":1}',
    ]);
  });

  it('keeps every request within the bytes and JSON values that a coordinator accepts', async () => {
    const answered = new EventTarget();
    let waiting = 512;
    const sender = new ResultSender({
      onAnswer: () => {
        waiting -= 1;
        if (waiting === 0) answered.dispatchEvent(new Event('all'));
      },
      onNext: () => undefined,
      onFailure: () => undefined,
      room: () => 1,
      measures: new WorkMeasures({ now: () => ENDED_AT, monotonic: () => 0 }),
    });
    const sizes: number[] = [];
    const keys = Array.from({ length: CAPTURE_LIMITS.keys }, (_, index) => [`k${index}`, '']);
    const data = [{ key: '界'.repeat(21_000) }, Object.fromEntries(keys) as Record<string, string>];
    const all = once(answered, 'all');
    for (let sequence = 1; sequence <= 512; sequence += 1)
      sender.add({
        ...RESULT,
        operationId: OperationId.parse(`1-${sequence}`),
        end: { kind: 'failed', reason: 'NonZeroResultCode', problem: '界'.repeat(4096) },
        data: data[sequence % 2] ?? {},
      });
    sender.connect({
      backoff: { base: 1, cap: 1 },
      signal: new AbortController().signal,
      results: async (request: ResultsRequest) => {
        const text = JSON.stringify(request);
        sizes.push(Buffer.byteLength(text));
        parseBoundedJson(text, { values: RUNNER_LIMITS.resultsValues });
        return {
          results: request.results.map((result) => ({
            operationId: result.operationId,
            verdict: 'accepted',
          })),
          next: [],
        };
      },
    });
    await all;
    assert.ok(Math.max(...sizes) <= DEFAULT_SETTINGS.limits.bodyBytes, `${Math.max(...sizes)} bytes`);
  });
});

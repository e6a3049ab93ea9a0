import assert from 'node:assert/strict';
import { until } from '../harness/until.ts';
import { type RecordedRequest, readRecording } from './recording.ts';
import { ReplayScene } from './replay-scene.ts';
import { capturedValue, type ReplayedAnswer, sendRecorded } from './send-recorded.ts';

/**
 * Parses an answer as the client does. Throws where the client would fail. Returns `again` where the client repeats
 * the request.
 */
export type AnswerCheck = (answer: ReplayedAnswer) => unknown;

/**
 * Checks by the name of the call. A call that sends several requests has a list of checks, in the order of the
 * requests.
 */
export type AnswerChecks = Readonly<Record<string, AnswerCheck | readonly AnswerCheck[]>>;

/** Declares a test for each request of a recording. They run in order, on one coordinator. */
export function replaysRecording(name: string, checks: AnswerChecks): void {
  const { requests } = readRecording(name);
  replays(name, checked(requests, checks), () => {
    const counts = Object.groupBy(requests, ({ call }) => call);
    const wrong = Object.entries(checks).flatMap(([call, check]) =>
      Array.isArray(check) && counts[call]?.length !== check.length ? [call] : [],
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(Object.keys(counts).toSorted(), Object.keys(checks).toSorted());
  });
}

/** Like {@link replaysRecording}, but `checkOf` returns the check of each request. */
export function replaysTypedRecording(
  name: string,
  checkOf: (request: RecordedRequest) => AnswerCheck,
): void {
  const { requests } = readRecording(name);
  replays(
    name,
    requests.map((request) => [request, checkOf(request)]),
    () =>
      assert.deepEqual(
        requests.filter(({ answer }) => answer === undefined),
        [],
      ),
  );
}

function replays(
  name: string,
  checkedRequests: readonly (readonly [RecordedRequest, AnswerCheck])[],
  complete: () => void,
): void {
  const { client } = readRecording(name);
  describe(`the requests of ${client}`, () => {
    let scene: ReplayScene;
    const values = new Map<string, string>();
    before(async () => {
      scene = await ReplayScene.open();
    });
    after(() => scene?.[Symbol.asyncDispose]());

    it('all have a check of their answers, and each check has a request', complete);

    for (const [request, check] of checkedRequests) {
      it(`answers ${request.call}: ${request.method} ${request.path}`, async () => {
        const send = () => sendRecorded(scene.coordinator, request, values);
        const answer = request.repeats === true ? await satisfying(send, check) : await send();
        if (request.repeats !== true) assert.notEqual(check(answer), 'again', answer.text);
        for (const [variable, key] of Object.entries(request.captures ?? {}))
          values.set(variable, capturedValue(answer, key));
      });
    }
  });
}

/** Repeats a request until its check returns a result, as clients do that wait for the end of an execution. */
async function satisfying(send: () => Promise<ReplayedAnswer>, check: AnswerCheck): Promise<ReplayedAnswer> {
  const { answer, error } = await until('a final answer', async () => {
    const answer = await send();
    try {
      return check(answer) === 'again' ? undefined : { answer };
    } catch (error) {
      return { answer, error };
    }
  });
  if (error !== undefined) throw error;
  return answer;
}

function checked(
  requests: readonly RecordedRequest[],
  checks: AnswerChecks,
): [RecordedRequest, AnswerCheck][] {
  const seen = new Map<string, number>();
  return requests.map((request) => {
    const { call } = request;
    const index = seen.get(call) ?? 0;
    seen.set(call, index + 1);
    const check = checks[call];
    const one = typeof check === 'function' ? check : check?.[index];
    return [request, one ?? (() => assert.fail(`no check for ${call}`))];
  });
}

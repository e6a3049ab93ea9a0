import assert from 'node:assert/strict';
import { createOptionChecks, type OptionQuestion } from './option-checks.ts';
import { validateOption } from './option-validation.ts';

const WORKER = new URL('./job-check-worker.ts', import.meta.url);

describe('createOptionChecks', () => {
  const checks = createOptionChecks(WORKER);
  const never = new AbortController().signal;
  const asked = (option: object, wasScheduled = false): OptionQuestion => ({
    option: { name: 'a', ...option },
    wasScheduled,
  });

  for (const [engine, regex, value] of [
    ['linear', '(?:[a-z]?){1000}$', `${'a'.repeat(1_000_000)}1`],
    ['backtracking', '(?=a)(a+)+$', `${'a'.repeat(60)}1`],
  ] as const) {
    it(`serves other requests while a ${engine} pattern runs, and ends the pattern at the time limit`, async () => {
      const impatient = createOptionChecks(WORKER, 2000);
      const order: string[] = [];
      const slow = impatient.validate(asked({ regex, value }), never).catch((error: unknown) => {
        order.push('slow');
        throw error;
      });
      const other = impatient.validate(asked({ required: true }, true), never).then(({ messages }) => {
        order.push('other');
        return Object.keys(messages);
      });
      await assert.rejects(slow, { code: 'pattern-too-slow', status: 400 });
      assert.deepEqual(await other, ['value']);
      assert.deepEqual(order, ['other', 'slow']);
    });
  }

  it('has one time limit for all values of an option', async () => {
    const values = Array.from({ length: 10_000 }, () => `${'a'.repeat(26)}1`);
    const slow = createOptionChecks(WORKER, 2000).validate(asked({ regex: '(?=a)(a+)+$', values }), never);
    await assert.rejects(slow, { code: 'pattern-too-slow' });
  });

  it('returns the same result in a thread as on the main thread', async () => {
    for (const question of [
      asked({ regex: '^x', values: ['xa', 'b'], value: 'c' }),
      asked({ regex: '^(?!b)', value: 'x' }),
      asked({ values: ['long '.repeat(10_000)], enforced: true, value: 'short' }),
    ])
      assert.deepEqual(
        await checks.validate(question, never),
        validateOption(question.option, question.wasScheduled),
      );
  });

  it('ends a validation when its request is aborted, and then validates waiting options', async () => {
    const endless = asked({ regex: '(?=a)(a+)+$', value: `${'a'.repeat(60)}1` });
    const patient = createOptionChecks(WORKER, 600_000);
    const gone = new AbortController();
    const abandoned = Array.from({ length: 5 }, () => patient.validate(endless, gone.signal));
    const next = patient.validate(asked({ regex: '^x', value: 'x' }), never);
    gone.abort();
    const ends = await Promise.allSettled(abandoned);
    assert.ok(ends.every((end) => end.status === 'rejected' && end.reason.code === 'invalid-input'));
    assert.deepEqual(await next, { valid: true, messages: {} });
  });

  it('rejects a validation as invalid-input when its thread fails', async () => {
    const broken = createOptionChecks(new URL('./absent.ts', import.meta.url));
    await assert.rejects(broken.validate(asked({ regex: 'x' }), never), { code: 'invalid-input' });
  });
});

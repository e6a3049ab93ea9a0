import { assertHarmless, FUZZ_LIMIT_MS, FUZZ_SEED } from './assert-harmless.ts';
import { attackAsBefore } from './runner/kept-cases.ts';
import { attackAsRunner } from './runner/runner-campaign.ts';

const SECONDS = 60;

describe('a hostile runner', () => {
  it('causes no fault with requests of past attacks', async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsBefore, SECONDS);
  });

  it(`does not affect other runners and projects (seed ${FUZZ_SEED})`, async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsRunner, SECONDS);
  });
});

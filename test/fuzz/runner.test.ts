import { assertHarmless, FUZZ_LIMIT_MS, FUZZ_SEED } from './assert-harmless.ts';
import { attackAsBefore } from './runner/kept-cases.ts';
import { attackAsRunner } from './runner/runner-campaign.ts';

const SECONDS = 60;

describe('a hostile runner', () => {
  it('does no harm with requests of past attacks', async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsBefore, SECONDS);
  });

  it(`harms only itself, whatever it sends (seed ${FUZZ_SEED})`, async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsRunner, SECONDS);
  });
});

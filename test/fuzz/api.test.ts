import { attackAsUser } from './api/api-campaign.ts';
import { assertHarmless, FUZZ_LIMIT_MS, FUZZ_SEED } from './assert-harmless.ts';

const SECONDS = 20;

describe('the management API', () => {
  it(`answers hostile values without an internal error (seed ${FUZZ_SEED})`, async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsUser, SECONDS);
  });
});

import { assertHarmless, FUZZ_LIMIT_MS, FUZZ_SEED } from './assert-harmless.ts';
import { attackAsInventory } from './inventory/inventory-campaign.ts';

const SECONDS = 15;

describe('a hostile inventory of random nodes', () => {
  it(`gets no secret, runs nothing and replaces no node (seed ${FUZZ_SEED})`, async function () {
    this.timeout(FUZZ_LIMIT_MS);
    await assertHarmless(attackAsInventory, SECONDS);
  });
});

import assert from 'node:assert/strict';
import { attackAsInventory } from './inventory/inventory-campaign.ts';

/** `OUTRUNNER_FUZZ_SEED` repeats a run. A longer one: `npm run fuzz -- inventory --seconds 7200`. */
const SEED = Number(process.env['OUTRUNNER_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const SECONDS = 15;

describe('a hostile inventory of random nodes', () => {
  it(`gets no secret, runs nothing and replaces no node (seed ${SEED})`, async () => {
    const said: string[] = [];
    const findings = await attackAsInventory({
      ...{ seed: SEED, seconds: SECONDS, signal: new AbortController().signal },
      report: (line) => void said.push(line),
    });
    const summary = JSON.stringify(findings, undefined, 2).slice(0, 100_000);
    assert.deepEqual(
      findings.map(({ what }) => what),
      [],
      `seed ${SEED}\n${said.join('\n')}\n${summary}`,
    );
  });
});

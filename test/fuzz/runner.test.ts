import assert from 'node:assert/strict';
import type { Campaign } from './campaign.ts';
import { attackAsBefore } from './runner/kept-cases.ts';
import { attackAsRunner } from './runner/runner-campaign.ts';

/** `OUTRUNNER_FUZZ_SEED` repeats a run. A longer one: `npm run fuzz -- runner --seconds 7200`. */
const SEED = Number(process.env['OUTRUNNER_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
const SECONDS = 60;
/** Preparing and judging an attack take a multiple of its time on a busy machine. */
const LIMIT_MS = 600_000;

async function attack(campaign: Campaign): Promise<void> {
  const said: string[] = [];
  const findings = await campaign({
    ...{ seed: SEED, seconds: SECONDS, signal: new AbortController().signal },
    report: (line) => void said.push(line),
  });
  const summary = JSON.stringify(findings, undefined, 2).slice(0, 100_000);
  assert.deepEqual(
    findings.map(({ what }) => what),
    [],
    `seed ${SEED}\n${said.join('\n')}\n${summary}`,
  );
}

describe('a hostile runner', () => {
  it('does no harm by requests that once did', async function () {
    this.timeout(LIMIT_MS);
    await attack(attackAsBefore);
  });

  it(`harms nobody but itself, whatever it sends (seed ${SEED})`, async function () {
    this.timeout(LIMIT_MS);
    await attack(attackAsRunner);
  });
});

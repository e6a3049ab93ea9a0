import assert from 'node:assert/strict';
import type { Campaign } from './campaign.ts';

/** `OUTRUNNER_FUZZ_SEED` repeats a run. For a longer run, use `npm run fuzz -- CAMPAIGN --seconds 7200`. */
export const FUZZ_SEED = Number(process.env['OUTRUNNER_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** Guard of a test that runs a campaign, in ms. Preparing and evaluating an attack takes long on a busy machine. */
export const FUZZ_LIMIT_MS = 600_000;

const LONGEST_DETAIL = 100_000;

/** Runs a campaign with {@link FUZZ_SEED}. @throws an error with the findings, the seed and the campaign's summary */
export async function assertHarmless(campaign: Campaign, seconds: number): Promise<void> {
  const reported: string[] = [];
  const findings = await campaign({
    seed: FUZZ_SEED,
    seconds,
    signal: new AbortController().signal,
    report: (line) => void reported.push(line),
  });
  const details = JSON.stringify(findings, undefined, 2).slice(0, LONGEST_DETAIL);
  assert.deepEqual(
    findings.map(({ what }) => what),
    [],
    `seed ${FUZZ_SEED}\n${reported.join('\n')}\n${details}`,
  );
}

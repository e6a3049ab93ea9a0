import assert from 'node:assert/strict';
import { hasCode } from '../../../../support/testing/has-code.ts';
import { durabilityConformance } from './durability.conformance.ts';
import { entriesConformance } from './entries.conformance.ts';
import { OutputBench, type OutputFixture } from './output-bench.ts';
import { readingConformance } from './reading.conformance.ts';
import { receivingConformance } from './receiving.conformance.ts';
import { FIRST, sampleFrame } from './sample-output.ts';

/** The contract of `Output`. Every implementation must pass these tests. */
export function outputConformance(name: string, create: () => Promise<OutputFixture>): void {
  describe(`Output in ${name}`, () => {
    const bench = new OutputBench(create);
    receivingConformance(bench);
    durabilityConformance(bench);
    readingConformance(bench);
    entriesConformance(bench);

    it('rejects calls after it was closed', async () => {
      const log = bench.output.log(FIRST);
      const last = log.append([sampleFrame(FIRST, 0, 'a')]);
      await bench.output.close();
      await last; // `close` has waited until this frame was written.
      await assert.rejects(log.append([sampleFrame(FIRST, 1, 'b')]), hasCode('storage-busy'));
    });
  });
}

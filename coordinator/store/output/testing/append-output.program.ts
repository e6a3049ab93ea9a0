/**
 * For tests: appends `streamedBytes` to three operations concurrently, and prints the received offset after each
 * append.
 */
import { Damages } from '../../files/damages.ts';
import { openEmbeddedOutput } from '../open-embedded-output.ts';
import { sampleFrame } from './sample-output.ts';
import { STREAMED, streamedBytes } from './streamed-bytes.ts';

const [folder = ''] = process.argv.slice(2);
const output = await openEmbeddedOutput({
  folder,
  damages: new Damages(folder),
  now: Date.now,
  hasRoom: () => true,
  onFatal: console.error,
});

await Promise.all(
  STREAMED.map(async (operationId, index) => {
    const log = output.log(operationId);
    for (let received = log.received; ; ) {
      const size = 1 + ((received * 7919 + index) % 50_000);
      const frame = sampleFrame(operationId, received, streamedBytes(received, received + size));
      await log.append([frame]);
      received = log.received;
      console.log(`${operationId} ${received}`);
    }
  }),
);

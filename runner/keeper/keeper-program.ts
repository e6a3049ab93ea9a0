import { collectForSize, keepOldHeapSmall, keepYoungHeapSmall } from '../../support/process/small-heap.ts';
import type { EmbeddedBinary } from './gate/embedded-binary.ts';
import { closeInherited } from './gate/inheritable-descriptors.ts';
import { runKeeper } from './keeper.ts';
import { parseKeeperOptions } from './keeper-options.ts';

/**
 * Runs the keeper's program, which a runner starts detached. Failures are written to standard error. `terminals` is the
 * embedded binary of pseudo-terminals, if the program contains one.
 */
export function keeperProgram(args: readonly string[], terminals?: EmbeddedBinary): void {
  // The cost of a spawn grows with memory, and many short steps would let the young generation grow tenfold.
  keepYoungHeapSmall();
  keepOldHeapSmall();
  collectForSize();
  closeInherited();
  const ending = new AbortController();
  process.on('SIGTERM', () => ending.abort());
  process.on('SIGINT', () => ending.abort());
  process.on('SIGHUP', () => undefined);
  Promise.resolve()
    .then(() => runKeeper(parseKeeperOptions(args), ending.signal, terminals))
    .then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
}

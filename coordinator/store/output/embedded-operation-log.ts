import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationLog, Output } from './output.ts';
import type { KeptBytes } from './reading/kept-bytes.ts';
import type { LiveOperation } from './writing/operation-cache.ts';

/**
 * The output of one operation. Calls `operation` each time, because the operation may be evicted from memory in
 * between.
 */
export function embeddedOperationLog(
  output: Pick<Output, 'append' | 'sync'>,
  operation: () => LiveOperation,
  bytes: KeptBytes,
): OperationLog {
  return {
    get received() {
      return operation().state.received;
    },
    get kept() {
      return operation().state.kept;
    },
    get durable() {
      return operation().durable;
    },
    append: async (frames) => {
      const [receipt] = await output.append(frames);
      const last = frames.at(-1);
      if (receipt === undefined || last === undefined) return;
      if (receipt.refused !== undefined) throw receipt.refused;
      if (receipt.received < last.offset + last.payload.byteLength)
        throw new OutrunnerError('frames-invalid', {
          problem: `bytes from ${receipt.received} on are missing`,
        });
    },
    differs: (offset, given) => bytes.differs(operation().key, offset, given),
    sync: async () => {
      await output.sync(operation().operationId);
    },
  };
}

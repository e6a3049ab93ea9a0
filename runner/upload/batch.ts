import type { OperationId } from '../../protocol/ids.ts';
import { encodeFrameHead, frameBytes, type OutputFrame } from '../../protocol/runner/frames.ts';
import type { OutputWriter } from './output-writer.ts';

/** One `output` request. */
export interface Batch {
  readonly bytes: Buffer;
  /** Whose frames it holds, of which epoch. */
  readonly epochs: ReadonlyMap<OperationId, number>;
}

/** With so much waiting, an operation need not wait for its request under way. */
const WORTH_ANOTHER_REQUEST = 64 * 1024;

/**
 * Takes the frames of the next request, at most `limit` bytes of it, from the writers in turn. An operation's first bytes go
 * at once; further ones gather while its request is under way, unless they are many. Undefined: nothing is to be sent now.
 */
export function takeBatch(writers: Iterable<OutputWriter>, limit: number): Batch | undefined {
  const frames: OutputFrame[] = [];
  const epochs = new Map<OperationId, number>();
  let length = 0;
  let turn = [...writers].filter(isDue);
  while (turn.length > 0) {
    const more: OutputWriter[] = [];
    for (const writer of turn) {
      const frame = writer.shift((candidate) => length === 0 || length + frameBytes(candidate) <= limit);
      if (frame === undefined) continue;
      length += frameBytes(frame);
      frames.push(frame);
      epochs.set(writer.operationId, writer.epoch);
      if (writer.queuedBytes > 0) more.push(writer);
    }
    turn = more;
  }
  if (frames.length === 0) return undefined;
  return {
    bytes: Buffer.concat(
      frames.flatMap((frame) => [encodeFrameHead(frame), frame.payload]),
      length,
    ),
    epochs,
  };
}

function isDue(writer: OutputWriter): boolean {
  return writer.queuedBytes > 0 && (writer.flights === 0 || writer.queuedBytes >= WORTH_ANOTHER_REQUEST);
}

import { setTimeout as wait } from 'node:timers/promises';
import { isOutrunnerError, type OutrunnerError } from '../errors/outrunner-error.ts';
import type { BytesAnswer } from './client.ts';
import { isFinal } from './follow-events.ts';
import { RECONNECT_POLICY, type ReconnectPolicy, reconnectDelay } from './reconnect-policy.ts';

export interface FollowBytesOptions {
  /** Opens the stream at its first byte. Each call must yield the same bytes. */
  readonly open: () => Promise<Pick<BytesAnswer, 'bytes'>>;
  readonly policy?: ReconnectPolicy;
  /** Called when the connection is lost. */
  readonly onLost?: (problem: OutrunnerError) => void;
}

/**
 * Streams bytes across lost connections: reopens the stream and skips the bytes that it already returned. Throws errors
 * that a retry cannot fix (a refused token, a missing resource).
 */
export async function* followBytes({
  open,
  policy = RECONNECT_POLICY,
  onLost,
}: FollowBytesOptions): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      let passed = 0;
      for await (const chunk of (await open()).bytes) {
        attempt = -1;
        const fresh = chunk.subarray(Math.min(chunk.byteLength, given - passed));
        passed += chunk.byteLength - fresh.byteLength;
        if (fresh.byteLength === 0) continue;
        passed += fresh.byteLength;
        given += fresh.byteLength;
        yield fresh;
      }
      return;
    } catch (error) {
      if (!isOutrunnerError(error) || isFinal(error)) throw error;
      onLost?.(error);
    }
    await wait(reconnectDelay(policy, Math.max(0, attempt), Math.random()));
  }
}

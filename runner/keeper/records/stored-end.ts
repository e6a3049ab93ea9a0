import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { KeeperResult } from '../../link/messages.ts';

/** A {@link KeeperResult} as stored in the log. The field names are part of the format. */
export interface StoredEnd extends Pick<KeeperResult, 'digest' | 'endedAt' | 'data'> {
  readonly cause: OperationEnd;
  readonly finalOffset: number;
  readonly startedAt: number | null;
}

export function encodeEnd({ end, offset, digest, startedAt, endedAt, data }: KeeperResult): StoredEnd {
  return {
    cause: end,
    finalOffset: offset,
    digest,
    startedAt: startedAt ?? null,
    endedAt,
    ...(data && { data }),
  };
}

export function decodeEnd({ cause, finalOffset, digest, startedAt, endedAt, data }: StoredEnd): KeeperResult {
  const started = startedAt === null ? {} : { startedAt };
  return { end: cause, offset: finalOffset, digest, ...started, endedAt, ...(data && { data }) };
}

import type { ImportedHistory } from '../events/imported-history.ts';
import { change, type EngineDraft } from '../state/draft.ts';
import { finish } from './finish.ts';

/** Ends an imported execution at once, with its history. The draft has the time of its end. */
export function beginImported(draft: EngineDraft, history: ImportedHistory): void {
  const { status, customStatus, reason, abortedBy, places } = history;
  // The first sequences belong to the operations of the output.
  change(draft, { sequence: places.length });
  if (abortedBy !== undefined) change(draft, { stopping: { cause: 'abort', user: abortedBy } });
  finish(draft, {
    status,
    ...(customStatus === undefined ? {} : { customStatus }),
    ...(reason === undefined ? {} : { reason }),
  });
}

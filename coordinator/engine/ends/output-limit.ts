import type { OutputLimitReached } from '../events/events.ts';
import { change, type EngineDraft, writeNote } from '../state/draft.ts';
import { stop } from './stop.ts';

/**
 * Stops an execution whose output has reached its limit. If the job truncates output, logs once instead that further
 * output is dropped.
 */
export function outputLimitReached(draft: EngineDraft, { limit }: OutputLimitReached): void {
  if (draft.state.request.logLimit?.action !== 'truncate') {
    stop(draft, { cause: 'output-limit', limit });
    return;
  }
  if (draft.state.truncated === true) return;
  change(draft, { truncated: true });
  writeNote(draft, `the output limit of ${limit} is reached: further output of its steps is dropped`);
}

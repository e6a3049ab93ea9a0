import type { OutputLimitReached } from '../events/events.ts';
import { change, type EngineDraft, writeLine } from '../state/draft.ts';
import { stop } from './stop.ts';

/** There is as much output as there may be: the execution is stopped, or further output is dropped. Said once. */
export function outputLimitReached(draft: EngineDraft, { limit }: OutputLimitReached): void {
  if (draft.state.request.logLimit?.action !== 'truncate') {
    stop(draft, { cause: 'output-limit', limit });
    return;
  }
  if (draft.state.truncated === true) return;
  change(draft, { truncated: true });
  writeLine(draft, {
    kind: 'note',
    message: `the output limit of ${limit} is reached: what steps write from here on is dropped`,
  });
}

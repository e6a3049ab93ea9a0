import type { RetryGivenUp } from '../events/events.ts';
import { change, type EngineDraft, writeNote } from '../state/draft.ts';
import { sentence } from '../state/verdict.ts';

/** Makes the failure final. Appends to the message of the failure why no execution retries it. */
export function retryGivenUp(draft: EngineDraft, { why }: RetryGivenUp): void {
  const { ended } = draft.state;
  if (ended?.retry === undefined) return;
  const { retry: _, ...end } = ended;
  const remark = `It is not run again: ${sentence(why)}`;
  const message = [ended.reason?.message ?? '', remark].join(' ').trim();
  const reason = { code: ended.reason?.code ?? 'retry-given-up', message };
  change(draft, { ended: { ...end, status: 'failed', reason } });
  writeNote(draft, remark);
}

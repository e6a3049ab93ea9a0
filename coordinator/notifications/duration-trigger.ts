import { expandText } from '../../job-language/expansion/expand-text.ts';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Links } from '../views/links.ts';
import type { DeliveryData } from './delivery-data.ts';
import { unusualDuration } from './longer-than-usual.ts';
import { messageValues } from './message-values.ts';

export interface DurationTriggerParts {
  readonly journal: Pick<Journal, 'averageDuration'>;
  readonly execution: (id: ExecutionId) => Promise<ExecutionSummary | undefined>;
  readonly links: Links;
}

export type DurationDecision =
  | { readonly kind: 'send'; readonly data: DeliveryData }
  /** `until`: epoch ms. */
  | { readonly kind: 'wait'; readonly data: DeliveryData; readonly until: number }
  | { readonly kind: 'not-needed' };

/** Delays an `onavgduration` delivery until its execution takes longer than usual, or has ended. */
export class DurationTrigger {
  readonly #parts: DurationTriggerParts;

  constructor(parts: DurationTriggerParts) {
    this.#parts = parts;
  }

  async decide(data: DeliveryData, now: number): Promise<DurationDecision> {
    // A delivery that was attempted earlier is sent, whatever the state of the execution.
    if (data.trigger !== 'onavgduration' || data.attempts.length > 0) return { kind: 'send', data };
    const unusualAt = data.unusualAt ?? (await this.#unusualAt(data));
    const summary = await this.#parts.execution(data.summary.id);
    if (unusualAt === undefined || summary === undefined) return { kind: 'not-needed' };
    if ((summary.endedAt ?? now) < unusualAt) {
      if (summary.endedAt !== undefined) return { kind: 'not-needed' };
      return { kind: 'wait', data: { ...data, unusualAt }, until: unusualAt };
    }
    return { kind: 'send', data: { ...data, summary } };
  }

  async #unusualAt({ summary, threshold = '', ...rest }: DeliveryData): Promise<number | undefined> {
    const { jobId, startedAt } = summary;
    if (jobId === undefined) return undefined;
    const text = expandText(threshold, messageValues({ ...rest, summary }, this.#parts.links));
    const duration = unusualDuration(text, await this.#parts.journal.averageDuration(jobId));
    return duration === undefined ? undefined : startedAt + duration;
  }
}

import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { DeliveryData } from './delivery-data.ts';
import { sendMail } from './send-mail.ts';
import { DeliveryProblem, type SendParts } from './send-parts.ts';
import { sendPlugin } from './send-plugin.ts';
import { sendWebhook } from './send-webhook.ts';

export type AttemptOutcome =
  | { readonly kind: 'delivered' }
  /** `final`: whether another attempt would fail too. */
  | { readonly kind: 'failed'; readonly problem: string; readonly final: boolean };

/** Makes one attempt to deliver. Never rejects. */
export async function attempt(parts: SendParts, id: string, data: DeliveryData): Promise<AttemptOutcome> {
  try {
    await send(parts, id, data);
    return { kind: 'delivered' };
  } catch (error) {
    const final =
      (error instanceof DeliveryProblem && error.final) ||
      (isOutrunnerError(error) && error.code === 'fetch-refused');
    return { kind: 'failed', problem: problemOf(error), final };
  }
}

function send(parts: SendParts, id: string, data: DeliveryData): Promise<void> {
  const { notification } = data;
  switch (notification.kind) {
    case 'email':
      return sendMail(parts, id, data, notification);
    case 'webhook':
      return sendWebhook(parts, id, data, notification);
    case 'plugin':
      return sendPlugin(parts, id, data, notification);
  }
}

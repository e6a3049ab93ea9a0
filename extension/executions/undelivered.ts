import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import type { Delivery } from '../../protocol/entities/delivery.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { plain } from '../model/display-text.ts';
import { timeOfDay } from '../model/time-of-day.ts';

/** A notification that did not reach its receiver, or has not reached it yet. */
export interface Undelivered {
  readonly id: string;
  /** The receiver, such as `Mail to ops@example.com`. */
  readonly receiver: string;
  /** Whether the coordinator has stopped trying. */
  readonly isFinal: boolean;
  /** The last failure and, if the coordinator tries again, the time of the next attempt. */
  readonly problem: string;
}

const RECEIVERS: Readonly<Record<Delivery['kind'], (target: string) => string>> = {
  email: (target) => l10n.t('Mail to {0}', target),
  webhook: (target) => l10n.t('Webhook {0}', target),
  plugin: (target) => l10n.t('Notification by {0}', target),
};

/** Returns the deliveries that failed finally, and those that the coordinator tries again after a failure. */
export function undeliveredOf(deliveries: readonly Delivery[]): readonly Undelivered[] {
  return deliveries.flatMap(({ id, kind, target, state, attempts, nextAt }) => {
    const problem = attempts.at(-1)?.problem;
    if (problem === undefined || (state !== 'failed' && state !== 'pending')) return [];
    const next =
      state === 'failed'
        ? attempts.length === 1
          ? l10n.t('failed after 1 attempt')
          : l10n.t('failed after {0} attempts', attempts.length)
        : nextAt === undefined
          ? l10n.t('will be retried')
          : l10n.t('will be retried at {0}', timeOfDay(nextAt));
    return [
      {
        id,
        receiver: RECEIVERS[kind](target),
        isFinal: state === 'failed',
        problem: `${next}: ${problem}`,
      },
    ];
  });
}

/** Reads the notifications of an execution for its tooltip. Undefined if no delivery failed, or if reading fails. */
export async function undeliveredTooltip(
  client: Pick<Client, 'listExecutionNotifications'> | undefined,
  execution: ExecutionId,
): Promise<string | undefined> {
  try {
    const read = await client?.listExecutionNotifications({ params: { execution } });
    const undelivered = undeliveredOf(read?.notifications ?? []);
    if (undelivered.length === 0) return undefined;
    return undelivered
      .map(({ receiver, problem }) => `$(warning) ${plain(receiver)} ${plain(problem)}`)
      .join('\n\n');
  } catch {
    return undefined;
  }
}

import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { KeyStorage } from './key-storage.ts';

/** Returns the context to which the sealed token of a webhook is bound. */
export function webhookSeal(uuid: string): string {
  return `webhook ${uuid}`;
}

/**
 * Reseals the tokens of webhooks that an older master key sealed, in one durable change. Returns the names of the
 * webhooks whose tokens are unreadable. Their URLs still work, but cannot be shown.
 */
export async function resealWebhooks(
  definitions: CoordinatorDefinitions,
  keys: Pick<KeyStorage, 'seal' | 'open' | 'isCurrent'>,
): Promise<readonly string[]> {
  const older = (await definitions.snapshot())
    .values('webhooks')
    .filter(({ sealedToken }) => !keys.isCurrent(sealedToken));
  if (older.length === 0) return [];
  return definitions.change((draft) => {
    const unreadable: string[] = [];
    for (const webhook of older) {
      const context = webhookSeal(webhook.uuid);
      const token = keys.open(webhook.sealedToken, context);
      if (token === undefined) unreadable.push(`the token of webhook ${webhook.id}`);
      else draft.put('webhooks', String(webhook.id), { ...webhook, sealedToken: keys.seal(token, context) });
    }
    return unreadable;
  });
}

import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';

/** Finds a webhook by id, UUID or name. Throws `not-found`, and `usage` if several webhooks have the name. */
export async function findWebhook(
  client: Pick<Client, 'listWebhooks'>,
  project: ProjectName,
  named: string,
): Promise<WebhookInfo> {
  const webhooks = await client.listWebhooks({ params: { project } });
  const byId = webhooks.find(({ id, uuid }) => String(id) === named || uuid === named);
  const found = byId === undefined ? webhooks.filter(({ name }) => name === named) : [byId];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw new OutrunnerError('not-found', { kind: 'Webhook', name: named });
  throw new OutrunnerError('usage', {
    problem: `Several webhooks are named "${named}": ${found.map(({ id }) => id).join(', ')}.`,
    remedy: 'Use the id.',
  });
}

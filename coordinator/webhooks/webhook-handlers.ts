import type { WEBHOOK_ROUTES } from '../../protocol/routes/webhook-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { WebhookEvents } from './webhook-events.ts';
import type { Webhooks } from './webhooks.ts';

export function webhookHandlers(
  webhooks: Webhooks,
  events: WebhookEvents,
): HandlersOf<keyof typeof WEBHOOK_ROUTES> {
  return {
    listWebhooks: ({ caller, params }) => webhooks.list(caller, params.project),
    createWebhook: ({ caller, params, body }) => webhooks.create(caller, params.project, body),
    getWebhook: ({ caller, params }) => webhooks.get(caller, params.project, params.webhook),
    updateWebhook: ({ caller, params, body }) =>
      webhooks.update(caller, params.project, params.webhook, body),
    deleteWebhook: async ({ caller, params }) => {
      const name = await webhooks.remove(caller, params.project, params.webhook);
      return { msg: `Deleted ${name} webhook` };
    },
    receiveWebhook: async ({ caller, body }) => {
      const answer = await events.receive(caller, body.text);
      return answer === 'logged' ? { kind: 'text', mediaType: 'text/plain', text: 'ok' } : answer;
    },
  };
}

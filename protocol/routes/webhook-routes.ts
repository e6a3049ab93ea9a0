import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import {
  CreateWebhook,
  DeletedWebhook,
  SavedWebhook,
  UpdateWebhook,
  WEBHOOK_PAYLOAD_BYTES,
  WebhookInfo,
  WebhookRun,
} from './shapes/webhook-shapes.ts';

const READ = { resource: 'webhook', action: 'read' } as const;

export const WEBHOOK_ROUTES = {
  listWebhooks: defineRoute({
    path: '/project/{project}/webhooks',
    summary: 'Webhooks of a project.',
    access: READ,
    answer: json(z.array(WebhookInfo)),
  }),
  createWebhook: defineRoute({
    method: 'POST',
    path: '/project/{project}/webhook',
    summary: 'Create a webhook.',
    access: { resource: 'webhook', action: 'create' },
    body: json(CreateWebhook),
    answer: json(SavedWebhook),
  }),
  getWebhook: defineRoute({
    path: '/project/{project}/webhook/{webhook}',
    summary: 'A webhook, with its URL for callers that may update it.',
    access: READ,
    answer: json(WebhookInfo),
  }),
  updateWebhook: defineRoute({
    method: 'POST',
    path: '/project/{project}/webhook/{webhook}',
    summary: 'Change a webhook; absent fields keep their values.',
    access: { resource: 'webhook', action: 'update' },
    body: json(UpdateWebhook),
    answer: json(SavedWebhook),
  }),
  deleteWebhook: defineRoute({
    method: 'DELETE',
    path: '/project/{project}/webhook/{webhook}',
    summary: 'Delete a webhook; its URL stops working.',
    access: { resource: 'webhook', action: 'delete' },
    answer: json(DeletedWebhook),
  }),
  receiveWebhook: defineRoute({
    method: 'POST',
    path: '/webhook/{webhookToken}',
    summary: 'An event for a webhook, with a JSON payload. It needs no API token.',
    access: 'webhook-token',
    body: {
      kind: 'text',
      mediaTypes: ['application/json', 'text/json', 'application/cloudevents+json', 'text/plain', ''],
      limit: 'bodyBytes',
      most: WEBHOOK_PAYLOAD_BYTES,
    },
    answer: { ...json(WebhookRun), orText: ['text/plain'] },
  }),
} as const;

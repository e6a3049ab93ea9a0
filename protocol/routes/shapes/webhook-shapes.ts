import * as z from 'zod';
import { ProjectName } from '../../ids.ts';

/** Maximum bytes of a payload. */
export const WEBHOOK_PAYLOAD_BYTES = 1_048_576;

/** Event plugins that a webhook can use. */
export const WEBHOOK_PLUGINS = ['webhook-run-job', 'log-webhook-event'] as const;

export const WebhookPlugin = z.enum(WEBHOOK_PLUGINS);
export type WebhookPlugin = z.infer<typeof WebhookPlugin>;

/** The configuration of the event plugin, by key. */
export const WebhookConfig = z.record(z.string(), z.string());
export type WebhookConfig = z.infer<typeof WebhookConfig>;

/** A webhook in Rundeck's format. `url` and `warning` are additions. */
export const WebhookInfo = z.object({
  id: z.int().positive(),
  uuid: z.string(),
  name: z.string(),
  project: ProjectName,
  enabled: z.boolean(),
  /** The user of executions that the webhook starts, unless its configuration sets another one. */
  user: z.string(),
  /** The user who created the webhook. */
  creator: z.string(),
  /** Role names, separated by commas. */
  roles: z.string(),
  /** Whether events need an `Authorization` header. */
  useAuth: z.boolean(),
  regenAuth: z.literal(false),
  eventPlugin: WebhookPlugin,
  config: WebhookConfig,
  /** Only for callers that may update the webhook. */
  authToken: z.string().optional(),
  /** The address for events, which contains the token. */
  url: z.string().optional(),
  /** Lists roles that grant nothing. */
  warning: z.string().optional(),
});
export type WebhookInfo = z.infer<typeof WebhookInfo>;

const Name = z.string().trim().min(1).max(255);
const Roles = z.union([z.string(), z.array(z.string())]).transform((roles) => splitRoles([roles].flat()));

/** A change of a webhook. Absent fields keep their values. `user` and the fields of the answer are accepted and ignored. */
export const UpdateWebhook = z.object({
  /** Must be the project of the path. */
  project: z.string().optional(),
  name: Name.optional(),
  roles: Roles.optional(),
  enabled: z.boolean().optional(),
  eventPlugin: z.string().max(256).optional(),
  /** The supported event plugins require string values. */
  config: z.record(z.string(), z.unknown()).optional(),
  useAuth: z.boolean().optional(),
  regenAuth: z.boolean().optional(),
});
export type UpdateWebhook = z.output<typeof UpdateWebhook>;

export const CreateWebhook = UpdateWebhook.extend({
  name: Name,
  eventPlugin: z.string().max(256),
  /** Absent: the caller. */
  user: z.string().trim().min(1).max(256).optional(),
});
export type CreateWebhook = z.output<typeof CreateWebhook>;

/** The answer to a saved webhook. `id` and `warning` are not in Rundeck. */
export const SavedWebhook = z.object({
  msg: z.string(),
  uuid: z.string(),
  id: z.int().positive(),
  /** The value of the `Authorization` header that events need. Only this answer contains it. */
  generatedSecurityString: z.string().optional(),
  warning: z.string().optional(),
});
export type SavedWebhook = z.infer<typeof SavedWebhook>;

export const DeletedWebhook = z.object({ msg: z.string() });

/** The answer to an event that started a job. */
export const WebhookRun = z.object({ jobId: z.string(), executionId: z.string() });
export type WebhookRun = z.infer<typeof WebhookRun>;

function splitRoles(roles: readonly string[]): string[] {
  const names = roles.flatMap((text) => text.split(',')).map((role) => role.trim());
  return [...new Set(names.filter((role) => role !== ''))];
}

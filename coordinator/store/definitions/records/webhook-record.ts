import * as z from 'zod';
import { ProjectName } from '../../../../protocol/ids.ts';
import { WebhookConfig, WebhookPlugin } from '../../../../protocol/routes/shapes/webhook-shapes.ts';

/** A webhook. Its token is 256 random bits. Hashes are SHA-256 in hex, and times are epoch ms. */
export const WebhookRecord = z.object({
  /** Ids are never reused. */
  id: z.int().positive(),
  uuid: z.uuid(),
  project: ProjectName,
  name: z.string(),
  user: z.string(),
  roles: z.array(z.string()),
  /** The projects to which the token was limited that created or changed the webhook. Absent: all. */
  projects: z.array(ProjectName).optional(),
  creator: z.string(),
  enabled: z.boolean(),
  eventPlugin: WebhookPlugin,
  config: WebhookConfig,
  tokenHash: z.string(),
  /** The token, sealed with the master key, because the URL is shown again to callers that may update the webhook. */
  sealedToken: z.string(),
  /** Hash of the `Authorization` header that events need; absent if they need none. */
  authorizationHash: z.string().optional(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  revision: z.int().nonnegative(),
});
export type WebhookRecord = z.infer<typeof WebhookRecord>;

import * as z from 'zod';
import { TokenDuration } from './token-duration.ts';

/**
 * An API token, in Rundeck's format. `token` is its secret value; only the response that creates the token includes it.
 * `warning` in that response is not in Rundeck: it lists roles that grant nothing.
 */
export const TokenInfo = z.object({
  id: z.string(),
  user: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  creator: z.string(),
  /** ISO 8601; null: the token does not expire. */
  expiration: z.string().nullable(),
  expired: z.boolean(),
  token: z.string().optional(),
  warning: z.string().optional(),
});
export type TokenInfo = z.infer<typeof TokenInfo>;

/** `roles` is a list, or text such as `a,b`. */
export const CreateToken = z.object({
  user: z.string().trim().min(1).max(256).optional(),
  roles: z.union([z.array(z.string()), z.string().transform((text) => text.split(','))]).optional(),
  duration: TokenDuration.optional(),
  name: z.string().max(256).optional(),
});
export type CreateToken = z.infer<typeof CreateToken>;

/** The number of expired tokens that were deleted, in Rundeck's format. */
export const RemovedTokens = z.object({ count: z.int(), message: z.string() });
export type RemovedTokens = z.infer<typeof RemovedTokens>;

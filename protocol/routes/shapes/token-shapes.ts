import * as z from 'zod';
import { ProjectName } from '../../ids.ts';
import { TokenDuration } from './token-duration.ts';

/** Maximum number of projects or networks of a token. */
const MOST_PLACES = 100;

/**
 * An API token, in Rundeck's format. `token` is its secret value; only the response that creates the token includes it.
 * `projects`, `networks`, `lastUsed` and `warning` are not in Rundeck.
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
  /** The projects in which the token may be used. Absent: everywhere. */
  projects: z.array(z.string()).optional(),
  /** Addresses and networks from which the token may be used. Absent: any. */
  networks: z.array(z.string()).optional(),
  /** ISO 8601, accurate to a minute; null: never used. Absent in the response that creates the token. */
  lastUsed: z.string().nullable().optional(),
  token: z.string().optional(),
  /** Lists roles that grant nothing. */
  warning: z.string().optional(),
});
export type TokenInfo = z.infer<typeof TokenInfo>;

/**
 * `roles` is a list, or text such as `a,b`. Without `duration`, the token is valid for `tokens.validSeconds`; a duration
 * of 0 is unlimited.
 */
export const CreateToken = z.object({
  user: z.string().trim().min(1).max(256).optional(),
  roles: z.union([z.array(z.string()), z.string().transform((text) => text.split(','))]).optional(),
  duration: TokenDuration.optional(),
  name: z.string().max(256).optional(),
  projects: z.array(ProjectName).min(1).max(MOST_PLACES).optional(),
  /** Addresses and networks such as `10.0.0.0/8`. */
  networks: z.array(z.string().max(64)).min(1).max(MOST_PLACES).optional(),
});
export type CreateToken = z.infer<typeof CreateToken>;

/** The number of expired tokens that were deleted, in Rundeck's format. */
export const RemovedTokens = z.object({ count: z.int(), message: z.string() });
export type RemovedTokens = z.infer<typeof RemovedTokens>;

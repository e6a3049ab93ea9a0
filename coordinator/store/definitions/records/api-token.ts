import * as z from 'zod';
import { ProjectName } from '../../../../protocol/ids.ts';

/** An API token of a user: 256 random bits, stored as a hash (SHA-256, hex). Times are epoch ms. */
export const ApiToken = z.object({
  id: z.string(),
  tokenHash: z.string(),
  user: z.string(),
  /** The user who created the token. */
  creator: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  createdAt: z.number(),
  /**
   * Whether ACL policies decide what its roles may do. Absent on tokens that were created when only the role `admin`
   * granted anything: they gain no rights from policies.
   */
  byPolicies: z.literal(true).optional(),
  /** Absent: never expires. */
  expiresAt: z.number().optional(),
  /** The projects in which the token may be used. Absent: everywhere. */
  projects: z.array(ProjectName).optional(),
  /** Addresses and networks from which the token may be used, such as `10.0.0.0/8`. Absent: any. */
  networks: z.array(z.string()).optional(),
});
export type ApiToken = z.infer<typeof ApiToken>;

/** @param now time, epoch ms */
export function isTokenExpired({ expiresAt }: ApiToken, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

import * as z from 'zod';

const Name = z.string().max(256);

/** The name and address of a user. A profile grants no rights. */
export const UserProfile = z.object({
  /** The user of tokens and audit records. */
  login: z.string().min(1).max(256),
  firstName: Name,
  lastName: Name,
  email: Name,
  revision: z.int().nonnegative(),
});
export type UserProfile = z.infer<typeof UserProfile>;

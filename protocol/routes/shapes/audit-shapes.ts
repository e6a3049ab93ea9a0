import { z } from 'zod';

/** An administrative act: its actor, action, object, time and origin. */
export const AuditView = z.object({
  /** Rises from act to act; the `before` of the next page. */
  sequence: z.int(),
  /** ISO 8601. */
  time: z.string(),
  who: z.string(),
  /** Such as `runner.create`. */
  what: z.string(),
  subject: z.string(),
  /** Address of the client. */
  from: z.string(),
  detail: z.string().optional(),
});
export type AuditView = z.infer<typeof AuditView>;

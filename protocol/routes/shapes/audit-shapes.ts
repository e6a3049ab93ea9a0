import * as z from 'zod';

/** An administrative act: its actor, action, object, time and origin. */
export const AuditView = z.object({
  /** Rises from act to act; the `before` of the next page. */
  sequence: z.int(),
  /** ISO 8601. */
  time: z.string(),
  who: z.string(),
  /** Such as `runner.create`. */
  what: z.string(),
  /** The id of the subject, or its name if that identifies it. */
  subject: z.string(),
  /** The name of the subject at the time of the act, if `subject` is an id. */
  name: z.string().optional(),
  /** Address of the client. */
  from: z.string(),
  detail: z.string().optional(),
});
export type AuditView = z.infer<typeof AuditView>;

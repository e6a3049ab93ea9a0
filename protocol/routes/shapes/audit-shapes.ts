import * as z from 'zod';

/** An audit record: its actor, action, object, time and origin. */
export const AuditView = z.object({
  /** Increases with each record. Pass the lowest of a page as `before` to get the next page. */
  sequence: z.int(),
  /** ISO 8601. */
  time: z.string(),
  who: z.string(),
  /** The action, such as `runner.create`. */
  what: z.string(),
  /** The id of the subject, or its name if that identifies it. */
  subject: z.string(),
  /** The name of the subject at the time of the act, if `subject` is an id. */
  name: z.string().optional(),
  /** Address of the client. */
  from: z.string(),
  detail: z.string().optional(),
  /** Id of the API token, or `webhook ID`. Absent for acts without one, such as those of the local socket. */
  token: z.string().optional(),
});
export type AuditView = z.infer<typeof AuditView>;

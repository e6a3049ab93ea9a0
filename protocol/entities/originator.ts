import * as z from 'zod';
import { ProjectName } from '../ids.ts';

/**
 * Whose rights an execution has: the user and roles of the call, of the webhook, or of the call that saved the job of a
 * schedule. Stored with the execution, so that later checks decide by the same rights.
 */
export const Originator = z.object({
  user: z.string(),
  roles: z.array(z.string()),
  /** Id of the API token. */
  tokenId: z.string().optional(),
  /** The projects to which the token was limited. Absent: all. */
  projects: z.array(ProjectName).optional(),
});
export type Originator = z.infer<typeof Originator>;

import { z } from 'zod';
import { ProjectName } from '../ids.ts';

/** The unit of isolation. `config` holds Rundeck's string properties, such as `project.label`. Times are epoch ms. */
export const Project = z.object({
  name: ProjectName,
  description: z.string(),
  config: z.record(z.string(), z.string()),
  createdAt: z.number(),
  revision: z.int().nonnegative(),
});
export type Project = z.infer<typeof Project>;

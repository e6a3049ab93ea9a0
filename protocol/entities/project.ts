import * as z from 'zod';
import { ProjectName } from '../ids.ts';
import { ProjectDispatch } from './project-dispatch.ts';

/** The unit of isolation. `config` contains Rundeck's string properties, such as `project.label`. Times are epoch ms. */
export const Project = z.object({
  name: ProjectName,
  description: z.string(),
  config: z.record(z.string(), z.string()),
  /** Absent in projects that were stored before this setting existed. Read it with `projectDispatch`. */
  dispatch: ProjectDispatch.optional(),
  createdAt: z.number(),
  revision: z.int().nonnegative(),
});
export type Project = z.infer<typeof Project>;

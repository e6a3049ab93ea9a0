import * as z from 'zod';
import { ProjectName } from '../ids.ts';
import { PlannedMode, ProjectModeKind } from './planned-mode.ts';
import { ProjectDispatch } from './project-dispatch.ts';

/** The documents of a project: its README and its message of the day. */
export const ProjectDocumentName = z.enum(['readme', 'motd']);
export type ProjectDocumentName = z.infer<typeof ProjectDocumentName>;

/**
 * The unit of isolation. `config` contains Rundeck's string properties, such as `project.label`. Times are epoch ms.
 */
export const Project = z.object({
  name: ProjectName,
  description: z.string(),
  config: z.record(z.string(), z.string()),
  /** Absent in projects that were stored before this setting existed. Read it with `projectDispatch`. */
  dispatch: ProjectDispatch.optional(),
  /** Markdown by name. */
  documents: z.partialRecord(ProjectDocumentName, z.string()).optional(),
  /** Planned changes of its modes. The properties `project.later.…` of its configuration show them. */
  plannedModes: z.partialRecord(ProjectModeKind, PlannedMode).optional(),
  createdAt: z.number(),
  revision: z.int().nonnegative(),
});
export type Project = z.infer<typeof Project>;

import * as z from 'zod';
import { ProjectName } from '../../ids.ts';

/** Rundeck's string properties, such as `project.label`. */
const PropertyName = z.string().min(1).max(256);
const PropertyValue = z.string().max(65_536);
export const ProjectConfig = z.record(PropertyName, PropertyValue);
export type ProjectConfig = z.infer<typeof ProjectConfig>;

/** The configuration of a project, with the project's revision. */
export const RevisedConfig = z.object({ config: ProjectConfig, revision: z.int().nonnegative() });
export type RevisedConfig = z.infer<typeof RevisedConfig>;

export const ProjectListEntry = z.object({
  name: ProjectName,
  description: z.string(),
  label: z.string(),
  created: z.string(),
  url: z.string(),
});
export type ProjectListEntry = z.infer<typeof ProjectListEntry>;

export const ProjectInfo = z.object({
  name: ProjectName,
  description: z.string(),
  created: z.string(),
  url: z.string(),
  config: ProjectConfig,
});
export type ProjectInfo = z.infer<typeof ProjectInfo>;

export const CreateProject = z.object({
  // Records keyed by project name cannot contain this key.
  name: ProjectName.refine((name) => String(name) !== '__proto__', 'project name: not __proto__'),
  description: z.string().max(1024).optional(),
  config: ProjectConfig.optional(),
});
export type CreateProject = z.infer<typeof CreateProject>;

/** One property of a project's configuration. */
export const ProjectConfigEntry = z.object({ key: PropertyName, value: PropertyValue });
export type ProjectConfigEntry = z.infer<typeof ProjectConfigEntry>;

/** A property as clients send it. The path contains the key. */
export const SetProjectConfigEntry = z.object({ key: z.string().optional(), value: PropertyValue });

/** The README or the message of the day of a project, in Markdown. */
export const ProjectDocument = z.object({ contents: z.string().max(1_048_576) });
export type ProjectDocument = z.infer<typeof ProjectDocument>;

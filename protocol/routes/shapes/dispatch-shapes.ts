import type * as z from 'zod';
import { ProjectDispatch } from '../../entities/project-dispatch.ts';
import { RunnerDispatch } from '../../entities/runner-dispatch.ts';
import { ProjectName, RunnerId } from '../../ids.ts';

/** How a project chooses runners; `project` and `automatic` as Rundeck has them. */
export const DispatchConfig = ProjectDispatch.extend({ project: ProjectName });
export type DispatchConfig = z.infer<typeof DispatchConfig>;

/** Absent keys keep their values. */
export const UpdateDispatchConfig = DispatchConfig.partial();
export type UpdateDispatchConfig = z.infer<typeof UpdateDispatchConfig>;

/** Changes the role of a runner in a project of automatic dispatch. Absent keys keep their values. */
export const UpdateNodeDispatch = RunnerDispatch.partial().extend({ runnerId: RunnerId });
export type UpdateNodeDispatch = z.infer<typeof UpdateNodeDispatch>;

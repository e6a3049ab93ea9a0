import type * as z from 'zod';
import { ProjectDispatch } from '../../entities/project-dispatch.ts';
import { RunnerDispatch } from '../../entities/runner-dispatch.ts';
import { ProjectName, RunnerId } from '../../ids.ts';

/** How a project chooses runners. `project` and `automatic` are Rundeck's; the other keys are additions. */
export const DispatchConfig = ProjectDispatch.extend({ project: ProjectName });
export type DispatchConfig = z.infer<typeof DispatchConfig>;

/** A change of a project's dispatch settings. Absent keys keep their values. */
export const UpdateDispatchConfig = DispatchConfig.partial();
export type UpdateDispatchConfig = z.infer<typeof UpdateDispatchConfig>;

/** A change of a runner's role in a project with automatic dispatch. Absent keys keep their values. */
export const UpdateNodeDispatch = RunnerDispatch.partial().extend({ runnerId: RunnerId });
export type UpdateNodeDispatch = z.infer<typeof UpdateNodeDispatch>;

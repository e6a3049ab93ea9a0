import * as z from 'zod';

const Instant = z.object({ epoch: z.number(), unit: z.literal('ms'), datetime: z.string() });

/** The answer of `GET /system/info`, in Rundeck's format; `outrunner` is an addition. */
export const SystemInfo = z.object({
  system: z.object({
    timestamp: Instant,
    rundeck: z.object({
      version: z.string(),
      apiversion: z.number(),
      build: z.string(),
      node: z.string(),
      serverUUID: z.string(),
    }),
    os: z.object({ arch: z.string(), name: z.string(), version: z.string() }),
    executions: z.object({ active: z.boolean(), executionMode: z.enum(['active', 'passive']) }),
    stats: z.object({
      uptime: z.object({ duration: z.number(), unit: z.literal('ms'), since: Instant }),
    }),
    outrunner: z.object({
      version: z.string(),
      coordinatorId: z.string(),
      /** Whether VS Code started the coordinator, for all its windows. */
      embedded: z.boolean(),
      localRunner: z.boolean(),
      nodeVersion: z.string(),
      user: z.string(),
      /** The planned change of the execution mode. */
      plannedExecutionMode: z
        .object({
          executionMode: z.enum(['active', 'passive']),
          /** ISO 8601. */
          at: z.string(),
          /** The user who planned the change. */
          by: z.string(),
        })
        .optional(),
      /** Damaged files of the data dir, in the order in which they were found; at most 1,000. */
      damages: z
        .array(
          z.object({
            /** Relative to the data dir. */
            path: z.string(),
            problem: z.string(),
            /** New path of the file, relative to the data dir; absent if it was not moved. */
            movedTo: z.string().optional(),
            /** When the coordinator found the damage, epoch ms. */
            time: z.number(),
          }),
        )
        .default([]),
    }),
  }),
});
export type SystemInfo = z.infer<typeof SystemInfo>;

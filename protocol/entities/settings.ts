import { z } from 'zod';

const seconds = (fallback: number, what: string) =>
  z.number().positive().max(31_536_000).default(fallback).describe(what);
const count = (fallback: number, what: string) => z.int().positive().default(fallback).describe(what);
/** Told beside the others, and not to be changed. */
const fixed = <Value extends number | string>(value: Value, what: string) =>
  z.literal(value, `it is fixed at ${value}`).default(value).describe(what);

/** Settings of the coordinator with their defaults: the one table of `docs/settings.md`. Durations are seconds, sizes bytes. */
export const Settings = z.object({
  runners: z
    .object({
      enabled: z.boolean().default(false).describe('Created runners are switched on for the system'),
    })
    .prefault({}),
  dispatch: z
    .object({
      waitSeconds: seconds(600, 'How long an operation waits for an available replica'),
      offerAgainSeconds: seconds(
        2,
        'After this long unclaimed, an operation is offered to another replica too',
      ),
    })
    .prefault({}),
  operation: z
    .object({
      lostReplicaSeconds: seconds(600, 'How long a started operation waits for its replica'),
      cancelGraceSeconds: seconds(10, 'From SIGTERM to SIGKILL when a step is cancelled'),
      cancelConfirmSeconds: seconds(60, 'How long an abort waits for its confirmation'),
    })
    .prefault({}),
  runner: z
    .object({
      pollSeconds: seconds(25, 'How long a poll is held open'),
      maxRunning: count(50, 'Running operations a replica, where the replica sets no other'),
      spoolBytes: count(1_073_741_824, 'Output a replica keeps until it is delivered'),
      unknownSeconds: seconds(30, 'Silence until a replica is Unknown'),
      downSeconds: seconds(120, 'Silence until a replica is Down'),
      ephemeralRemovalSeconds: seconds(600, 'Silence until an ephemeral replica is removed'),
    })
    .prefault({}),
  security: z
    .object({
      accessTokenSeconds: seconds(600, 'Life of a replica’s access token'),
      enrollmentSeconds: seconds(3600, 'Life of an enrollment token'),
    })
    .prefault({}),
  limits: z
    .object({
      bodyBytes: count(10_485_760, 'Size of a request body'),
      importBytes: count(52_428_800, 'Size of a job import'),
      lineBytes: count(65_536, 'Length after which a line of output is cut in log entries'),
      lowDiskBytes: count(268_435_456, 'Free space below which new executions are refused'),
      runnerTags: fixed(64, 'Tags of a runner'),
      tagCharacters: fixed(64, 'Characters of a tag, of `[a-z0-9._-]`'),
    })
    .prefault({}),
  uploads: z
    .object({
      fileBytes: count(209_715_200, 'Size of a file that is given for an option'),
      keepSeconds: seconds(600, 'How long an uploaded file waits for its execution'),
    })
    .prefault({}),
  retention: z
    .object({
      executions: fixed('all', 'Which executions are kept: all of them, for good'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = Settings.parse({});

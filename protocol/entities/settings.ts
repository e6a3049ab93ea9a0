import { z } from 'zod';
import { TimeZone } from '../../support/time/time-zone.ts';

const seconds = (fallback: number, what: string) =>
  z.number().positive().max(31_536_000).default(fallback).describe(what);
const count = (fallback: number, what: string) => z.int().positive().default(fallback).describe(what);
/** Name of an environment variable of the coordinator; empty: none. */
const variable = (what: string) =>
  z
    .string()
    .regex(/^(?:[A-Za-z_]\w{0,255})?$/, 'it is no name of an environment variable')
    .default('')
    .describe(what);
/** Steps of plugins by service and provider. */
const placedPlugins = (what: string) =>
  z
    .array(z.string().regex(/^Workflow(?:Node)?Step:[\w.-]{1,200}$/, 'it is no `Service:provider` of a step'))
    .max(1000)
    .default([])
    .describe(`${what}, such as \`WorkflowNodeStep:copyfile\` or \`WorkflowStep:http\``);
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
      agingSeconds: seconds(60, 'Wait after which operations count as one priority higher'),
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
      pollSeconds: seconds(25, 'How long a poll is held open, where no shorter silence counts'),
      maxRunning: count(50, 'Running operations a replica, where the replica sets no other'),
      spoolBytes: count(
        1_073_741_824,
        'Output that a replica is told to keep until it is delivered; its own `runner.spool.limit` counts',
      ),
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
  localExecutor: z
    .object({
      disabled: z.boolean().default(false).describe('Steps on the Local Runner are refused'),
    })
    .prefault({}),
  plugins: z
    .object({
      allowedPlugins: placedPlugins('Plugin steps that run on created runners only'),
      localExecutionPlugins: placedPlugins('Plugin steps that run on the Local Runner only'),
    })
    .prefault({}),
  limits: z
    .object({
      bodyBytes: count(10_485_760, 'Size of a request body'),
      importBytes: count(52_428_800, 'Size of a job import'),
      lineBytes: count(65_536, 'Length after which a line of output is cut in log entries'),
      streamsPerCaller: count(128, 'Event and output streams that one token may have open'),
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
  executionMode: z
    .object({
      active: z.boolean().default(true).describe('New executions are accepted, and schedules fire'),
    })
    .prefault({}),
  schedules: z
    .object({
      timeZone: z
        .string()
        .refine((name) => name === '' || TimeZone.find(name) !== undefined, 'there is no such time zone')
        .default('')
        .describe('Time zone of schedules that name none; empty: that of the coordinator’s host'),
      missed: z
        .enum(['once', 'skip'])
        .default('once')
        .describe('What follows when schedules fired while nothing ran: `once` for all of them, or `skip`'),
      lateSeconds: seconds(60, 'Delay after which a fire counts as missed'),
    })
    .prefault({}),
  notifications: z
    .object({
      attempts: count(8, 'Attempts of a delivery before it fails'),
      retrySeconds: seconds(5, 'Delay before the second attempt; it doubles for each further one'),
      longestRetrySeconds: seconds(3600, 'Longest delay between two attempts'),
      timeoutSeconds: seconds(30, 'How long one attempt may take'),
      logBytes: count(1_048_576, 'Largest log that is put into or attached to a mail'),
      signingSecretVariable: variable('Environment variable whose value signs webhooks; empty: unsigned'),
    })
    .prefault({}),
  mail: z
    .object({
      host: z.string().max(255).default('').describe('SMTP server; empty: no mail is sent'),
      port: z.int().min(1).max(65_535).default(587).describe('Its port'),
      security: z
        .enum(['starttls', 'tls', 'none'])
        .default('starttls')
        .describe('`starttls`: required; `tls`: from the first byte; `none`: in the clear'),
      user: z.string().max(255).default('').describe('Who signs in there; empty: nobody does'),
      passwordVariable: variable('Environment variable that holds the password'),
      passwordKey: z.string().max(1024).default('').describe('Path in the key storage of the password'),
      from: z
        .string()
        .max(320)
        .default('')
        .describe('Sender of mails; empty: `outrunner@` and the host’s name'),
    })
    .prefault({}),
  fetch: z
    .object({
      allowed: z
        .array(z.string().max(300))
        .max(1000)
        .default([])
        .describe(
          'Hosts, addresses and networks that jobs may fetch from although they are loopback, link-local or metadata, and folders such as `file:///srv/options/`',
        ),
      timeoutSeconds: seconds(30, 'How long one fetch may take, redirects included'),
      maxBytes: count(10_485_760, 'Size of what is fetched'),
    })
    .prefault({}),
  nodes: z
    .object({
      refreshSeconds: seconds(60, 'After this long, a source of nodes is read again'),
      sourceBytes: count(16_777_216, 'Size of what a source of nodes has'),
      programSeconds: seconds(60, 'How long a script of a source, or `ansible-inventory`, may run'),
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

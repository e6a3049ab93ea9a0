import * as z from 'zod';
import { TimeZone } from '../../support/time/time-zone.ts';

const seconds = (fallback: number, what: string) =>
  z.number().positive().max(31_536_000).default(fallback).describe(what);
const count = (fallback: number, what: string) => z.int().positive().default(fallback).describe(what);
/** A limit that applies only if it is set. */
const limit = (what: string) => z.int().nonnegative().default(0).describe(`${what}. 0: no limit`);
/** Name of an environment variable of the coordinator; empty: none. */
const variable = (what: string) =>
  z
    .string()
    .regex(/^(?:[A-Za-z_]\w{0,255})?$/, 'it is not the name of an environment variable')
    .default('')
    .describe(what);
/** Plugin steps, as `Service:provider`. */
const placedPlugins = (what: string) =>
  z
    .array(
      z.string().regex(/^Workflow(?:Node)?Step:[\w.-]{1,200}$/, 'it is not the `Service:provider` of a step'),
    )
    .max(1000)
    .default([])
    .describe(`${what}, such as \`WorkflowNodeStep:copyfile\` or \`WorkflowStep:http\``);
/** A read-only value, which is listed with the other settings. */
const fixed = <Value extends number | string>(value: Value, what: string) =>
  z.literal(value, `it is fixed at ${value}`).default(value).describe(what);

/**
 * Settings of the coordinator with their defaults. `docs/settings.md` is generated from this table. Durations are
 * seconds, sizes bytes.
 */
export const Settings = z.object({
  runners: z
    .object({
      enabled: z.boolean().default(false).describe('Whether created runners are switched on for the system'),
    })
    .prefault({}),
  dispatch: z
    .object({
      waitSeconds: seconds(600, 'How long an operation waits for an available replica'),
      offerAgainSeconds: seconds(
        2,
        'Time after which an unclaimed operation is also offered to another replica',
      ),
      agingSeconds: seconds(60, 'Waiting time after which an operation counts as one priority higher'),
    })
    .prefault({}),
  operation: z
    .object({
      lostReplicaSeconds: seconds(600, 'How long a started operation waits for its replica'),
      cancelGraceSeconds: seconds(10, 'Time from SIGTERM to SIGKILL when a step is cancelled'),
      cancelConfirmSeconds: seconds(60, 'How long an abort waits until the replicas confirm it'),
    })
    .prefault({}),
  runner: z
    .object({
      pollSeconds: seconds(
        25,
        'How long a poll is held open; shorter if `runner.unknownSeconds` or another limit of silence requires it',
      ),
      maxRunning: count(50, 'Maximum number of running operations of a replica that sets no limit itself'),
      spoolBytes: count(
        1_073_741_824,
        'Limit of output that a replica is asked to store until it is delivered; `runner.spool.limit` of the replica takes precedence',
      ),
      unknownSeconds: seconds(30, 'Time without a sign of life after which a replica is Unknown'),
      downSeconds: seconds(120, 'Time without a sign of life after which a replica is Down'),
      ephemeralRemovalSeconds: seconds(
        600,
        'Time without a sign of life after which an ephemeral replica is removed',
      ),
    })
    .prefault({}),
  security: z
    .object({
      accessTokenSeconds: seconds(600, 'Validity of an access token of a replica'),
      enrollmentSeconds: seconds(3600, 'Validity of an enrollment token'),
    })
    .prefault({}),
  tokens: z
    .object({
      validSeconds: z
        .int()
        .nonnegative()
        .max(3_153_600_000)
        .default(7_776_000)
        .describe('Validity of an API token that is created without a duration. 0: no expiration'),
    })
    .prefault({}),
  localExecutor: z
    .object({
      disabled: z.boolean().default(false).describe('Whether steps on the Local Runner are refused'),
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
      bodyBytes: count(10_485_760, 'Maximum size of a request body'),
      importBytes: count(52_428_800, 'Maximum size of a job import'),
      lineBytes: count(65_536, 'Length at which a line of output is cut in log entries'),
      streamsPerCaller: count(128, 'Maximum number of open event and output streams of one token'),
      lowDiskBytes: count(268_435_456, 'Free space below which new executions are refused'),
      runnerTags: fixed(64, 'Maximum number of tags of a runner'),
      tagCharacters: fixed(64, 'Maximum length of a tag, which consists of `[a-z0-9._-]`'),
    })
    .prefault({}),
  jobs: z
    .object({
      revisions: z
        .int()
        .positive()
        .max(1000)
        .default(100)
        .describe(
          'Maximum number of stored revisions per job, including the current one. The oldest are dropped when the job is saved',
        ),
      rejectUndeclaredOptions: z
        .boolean()
        .default(false)
        .describe('Whether runs with options that their job does not declare are refused'),
      optionPattern: z
        .string()
        .max(1000)
        .default('')
        .describe(
          'Regular expression that must match each value of options without `regex` and enforced values. If empty, every value is accepted. The property `project.option.input.validation.default.pattern` of a project takes precedence',
        ),
    })
    .prefault({}),
  uploads: z
    .object({
      fileBytes: count(209_715_200, 'Maximum size of a file that is uploaded for an option'),
      keepSeconds: seconds(600, 'How long an uploaded file waits for its execution'),
    })
    .prefault({}),
  executionMode: z
    .object({
      active: z.boolean().default(true).describe('Whether new executions are accepted and schedules fire'),
    })
    .prefault({}),
  schedules: z
    .object({
      timeZone: z
        .string()
        .refine((name) => name === '' || TimeZone.find(name) !== undefined, 'there is no such time zone')
        .default('')
        .describe('Time zone of schedules that name none. If empty, that of the coordinator’s host'),
      missed: z
        .enum(['once', 'skip'])
        .default('once')
        .describe(
          'What happens to fires that were missed: `once` runs the job once for all of them, `skip` runs nothing',
        ),
      lateSeconds: seconds(60, 'Delay after which a fire counts as missed'),
    })
    .prefault({}),
  notifications: z
    .object({
      attempts: count(8, 'Number of attempts before a delivery fails'),
      retrySeconds: seconds(5, 'Delay before the second attempt; it doubles for each further one'),
      longestRetrySeconds: seconds(3600, 'Longest delay between two attempts'),
      timeoutSeconds: seconds(30, 'How long one attempt may take'),
      logBytes: count(1_048_576, 'Largest log that is put into or attached to a mail'),
      signingSecretVariable: variable(
        'Environment variable with the secret that signs webhooks, whose name starts with `OUTRUNNER_SIGNING_`. If empty, they are not signed',
      ),
    })
    .prefault({}),
  mail: z
    .object({
      host: z.string().max(255).default('').describe('SMTP server. If empty, no mail is sent'),
      port: z.int().min(1).max(65_535).default(587).describe('Port of the SMTP server'),
      security: z
        .enum(['starttls', 'tls', 'none'])
        .default('starttls')
        .describe('Encryption: `starttls` (required), `tls` (from the first byte) or `none`'),
      user: z.string().max(255).default('').describe('User name for the SMTP server. If empty, no login'),
      passwordVariable: variable(
        'Environment variable with the SMTP password, whose name starts with `OUTRUNNER_MAIL_`',
      ),
      passwordKey: z.string().max(1024).default('').describe('Path of the SMTP password in key storage'),
      from: z
        .string()
        .max(320)
        .default('')
        .describe('Sender of mails. If empty, `outrunner@` and the name of the host'),
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
      maxBytes: count(10_485_760, 'Maximum size of a fetched document'),
    })
    .prefault({}),
  nodes: z
    .object({
      refreshSeconds: seconds(60, 'Interval at which node sources are read again'),
      sourceBytes: count(16_777_216, 'Maximum size of the nodes of one source'),
      programSeconds: seconds(60, 'Time limit of a script source and of `ansible-inventory`'),
    })
    .prefault({}),
  retention: z
    .object({
      ageSeconds: limit('Age, counted from their end, above which executions are deleted'),
      count: limit('Number of executions of a project above which the oldest are deleted'),
      bytes: limit('Size of the executions of a project above which the oldest are deleted'),
      minimum: z
        .int()
        .nonnegative()
        .default(50)
        .describe('Number of the newest executions of a project that are never deleted'),
      sweepSeconds: seconds(3600, 'Interval at which executions beyond these limits are deleted'),
    })
    .refine(({ count, minimum }) => count === 0 || count >= minimum, {
      path: ['count'],
      message: 'it is lower than `retention.minimum`, below which no execution is deleted',
    })
    .prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = Settings.parse({});

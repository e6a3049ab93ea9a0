import * as z from 'zod';
import { LogLevel } from '../../protocol/entities/log-level.ts';
import { referencesIn } from '../expansion/reference.ts';
import { durationSchema } from './duration.ts';
import { JobOptions } from './job-option.ts';
import { KEY_NOTES } from './key-notes.ts';
import { logLimitAmount } from './log-limit.ts';
import { NodeFilters } from './node-filters.ts';
import { Notifications } from './notification.ts';
import { Orchestrator } from './orchestrator.ts';
import { Retry } from './retry.ts';
import { RunnerSelectorInput } from './runner-selector.ts';
import { FilledText, Flag, Json, Text } from './scalar-schemas.ts';
import { Schedule } from './schedule.ts';
import { Sequence } from './workflow.ts';

const Name = FilledText.transform((name) => name.trim()).refine(
  (name) => name.length <= 255 && !/[/\p{Cc}]/u.test(name),
  'A name is at most 255 characters on one line, without "/". Put groups into "group".',
);

const Group = Text.transform((group) => group.trim().replace(/^\/+|\/+$/g, '')).refine(
  (group) => group.length <= 1024 && !/\/\/|\p{Cc}/u.test(group),
  'A group is a path like "database/backup", on one line.',
);

const Identity = Text.refine(
  (identity) => /^[A-Za-z0-9_-]{1,64}$/.test(identity),
  'The identity of a job consists of 1 to 64 letters, digits, "_" and "-". Remove it to receive a new one on import.',
);

const JobPlugins = z.looseObject({
  ExecutionLifecycle: z
    .record(z.string(), Json)
    .nullable()
    .optional()
    .describe('Configurations by the name of the plugin')
    .register(KEY_NOTES, {
      difference: 'See `plugins` of a job.',
      remedy: 'Use error handlers and notifications.',
    }),
});

/** A job from its definition, with defaults filled in. Unlisted keys are kept, at every level. */
export const Job = z
  .looseObject({
    name: Name.describe('Name of the job').register(KEY_NOTES, {
      difference: 'No `/`, no line break: `group/name` is how people name a job.',
    }),
    group: Group.optional().describe('Group path, for example database/backup'),
    description: Text.default('')
      .describe('First line: summary. The rest: Markdown')
      .register(KEY_NOTES, { difference: 'May be left out.' }),
    uuid: Identity.optional().describe('Identity of the job; equals id').register(KEY_NOTES, {
      difference: 'Letters, digits, `_` and `-`, at most 64, because it is used in URLs and file names.',
    }),
    id: Identity.optional()
      .describe('Identity of the job; equals uuid')
      .register(KEY_NOTES, { difference: 'As `uuid`. If they differ, `uuid` is used.' }),
    loglevel: z
      .enum([...LogLevel.options, 'debug', 'verbose', 'info', 'warn', 'error'])
      .transform((level) => LogLevel.parse(level.toUpperCase()))
      .default('INFO')
      .describe('DEBUG, VERBOSE, INFO, WARN or ERROR')
      .register(KEY_NOTES, { onlyInJobs: true }),
    options: JobOptions.default([]).describe('Values that a run asks for'),
    rejectUndeclaredOptions: Flag.optional()
      .describe('Whether a run with options that the job does not declare is refused')
      .register(KEY_NOTES, {
        onlyInJobs: true,
        difference: 'Added here. The setting `jobs.rejectUndeclaredOptions` does the same for all jobs.',
      }),
    sequence: Sequence.describe('The steps and their order'),
    timeout: durationSchema('A timeout is a duration like 120, "6h 30m" or "${option.t}".')
      .optional()
      .describe('Longest duration, for example 120, 6h 30m or ${option.t}'),
    multipleExecutions: Flag.default(false)
      .describe('Whether several executions may run at the same time')
      .register(KEY_NOTES, { onlyInJobs: true }),
    runnerSelector: RunnerSelectorInput.optional()
      .describe(
        'Runners that may execute the job. Without it, the dispatch of the project decides, or the Local Runner executes it',
      )
      .register(KEY_NOTES, {
        onlyInJobs: true,
        difference: 'A job can also select runners with any of several tags.',
      }),
    runnerFilterEditable: Flag.optional()
      .describe('Whether a run may choose other runners')
      .register(KEY_NOTES, { difference: 'Added here. Rundeck does not store it in definitions.' }),
    priority: Text.refine(
      (priority) => /^[1-9]$/.test(priority.trim()),
      'A priority is 1 (last) to 9 (first).',
    )
      .optional()
      .describe('Priority of its executions on busy runners: 1 (last) to 9 (first)')
      .register(KEY_NOTES, { examples: ['1', 9], difference: 'Added here.' }),
    executionEnabled: Flag.default(true)
      .describe('Whether the job can be run')
      .register(KEY_NOTES, { onlyInJobs: true }),
    scheduleEnabled: Flag.default(true)
      .describe('Whether its schedule fires')
      .register(KEY_NOTES, { onlyInJobs: true }),
    nodeFilterEditable: Flag.default(true)
      .describe('Whether a run may use another node filter')
      .register(KEY_NOTES, {
        onlyInJobs: true,
        difference: 'If it is false, runs with another filter are refused, over the API too.',
      }),
    nodesSelectedByDefault: Flag.optional()
      .describe('The run form preselects the nodes')
      .register(KEY_NOTES, { isHarmless: true, onlyInJobs: true }),
    nodefilters: NodeFilters.optional()
      .describe('Nodes that the steps run on. Without a filter, they run on the host of the runner')
      .register(KEY_NOTES, {
        onlyInJobs: true,
        difference:
          'A node is the host of the runner, a host that is reached over SSH or with commands of the node, or a stub. A step on a node with any other executor fails, and the error names the executor.',
      }),
    orchestrator: Orchestrator.optional().describe('Choice and order of the nodes'),
    retry: Retry.optional()
      .describe('Retries after a failure: a number, or a number and a delay')
      .register(KEY_NOTES, {
        difference:
          'The new execution names the first and the previous one. As in Rundeck, the `retry` of a referenced job has no effect.',
      }),
    schedule: Schedule.optional().describe('When the job runs by itself').register(KEY_NOTES, {
      difference:
        'Fires that were missed while the coordinator was stopped lead to one execution, which reports them. Rundeck loses them.',
    }),
    timeZone: Text.optional()
      .describe('Time zone of the schedule, for example Europe/Berlin')
      .register(KEY_NOTES, { examples: ['UTC', 'Europe/Berlin'], choices: 'time-zones' }),
    notification: Notifications.optional()
      .describe('Notifications at its start and end')
      .register(KEY_NOTES, {
        difference: 'Deliveries are repeated until they succeed, and webhooks can be signed.',
      }),
    notifyAvgDurationThreshold: Text.optional()
      .describe('Threshold of onavgduration: 20% or +30s over the average, or a total of 30s')
      .register(KEY_NOTES, { examples: ['20%', '+30', '30s', 30], onlyInJobs: true }),
    maxMultipleExecutions: Text.refine(
      (most) => /^\s*\d*\s*$/.test(most) || referencesIn(most).length > 0,
      '"maxMultipleExecutions" must be a whole number.',
    )
      .optional()
      .describe('Maximum number of concurrent executions, with multipleExecutions. Absent or 0: no limit')
      .register(KEY_NOTES, { examples: ['', 4, '${option.m}'], references: 'text', onlyInJobs: true }),
    loglimit: Text.refine(
      (limit) => limit.trim() === '' || logLimitAmount(limit) !== undefined,
      'A log limit is a number of lines, of lines a node, or of bytes: 100, 100/node, 5MB.',
    )
      .optional()
      .describe('Maximum output: 100 (lines), 100/node or 5MB')
      .register(KEY_NOTES, {
        examples: ['100', '100/node', '5MB', 20],
        onlyInJobs: true,
        difference: 'Counted at the coordinator, so the limit covers all runners together.',
      }),
    loglimitAction: z.enum(['halt', 'truncate']).optional().describe('halt (default) or truncate'),
    loglimitStatus: Text.optional().describe(
      'Status of an execution that exceeds the limit: failed, aborted or a text',
    ),
    plugins: JobPlugins.optional().describe('Execution lifecycle plugins').register(KEY_NOTES, {
      difference: 'There are no lifecycle plugins, because they would run inside the coordinator.',
    }),
    defaultTab: Text.optional().describe('Tab that opens first').register(KEY_NOTES, { isHarmless: true }),
    excludeFilterUncheck: Flag.optional()
      .describe('The run form leaves the excluded nodes unchecked')
      .register(KEY_NOTES, { isHarmless: true }),
    schedules: z.array(Json).optional().describe('Named schedules of the job').register(KEY_NOTES, {
      remedy: 'Give the job a "schedule" of its own.',
      difference: 'Named schedules belong to the commercial edition and are stored outside the job.',
    }),
    project: Text.optional()
      .describe('Project that the job was exported from; an import uses its own project')
      .register(KEY_NOTES, { isHarmless: true }),
    user: Text.optional().describe('User who exported the job').register(KEY_NOTES, { isHarmless: true }),
    tags: z
      .union([z.array(Text), Text])
      .optional()
      .describe('Keywords of the job, kept for other systems; they select neither runners nor nodes')
      .register(KEY_NOTES, {
        isHarmless: true,
        difference: 'Tags of runners belong in `runnerSelector`.',
      }),
    createdBy: Text.optional()
      .describe('User who created the job in the exporting system')
      .register(KEY_NOTES, { isHarmless: true }),
    lastModifiedBy: Text.optional()
      .describe('User who last changed the job in the exporting system')
      .register(KEY_NOTES, { isHarmless: true }),
    created: Json.optional()
      .describe('Time of creation in the exporting system')
      .register(KEY_NOTES, { isHarmless: true }),
    lastModified: Json.optional()
      .describe('Time of the last change in the exporting system')
      .register(KEY_NOTES, { isHarmless: true }),
  })
  .transform(({ id, group, ...job }) => ({
    ...job,
    ...(group === undefined || group === '' ? {} : { group }),
    ...(job.uuid === undefined && id !== undefined ? { uuid: id } : {}),
  }));
export type Job = z.output<typeof Job> & { group?: string };
